# Build:  docker build -t minibit .
# Run:    docker run -p 5000:5000/udp -p 6881:6881 -v "$PWD:/data" minibit

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
# Dependencies first, in a layer of their own that stays until the pom changes: building a package
# without a class brings down everything, the compiler's plugins included.
COPY pom.xml ./
COPY .mvn .mvn
RUN mkdir -p src/main/java/io/minibit \
 && echo 'package io.minibit;' > src/main/java/io/minibit/package-info.java \
 && mvn -B -q -Dmaven.test.skip=true -Dexec.skip=true package \
 && rm -r src target
COPY src src
RUN mvn -B -q -Dmaven.test.skip=true package

# A runtime of only the modules that are used.
RUN jlink --output /opt/minibit/runtime --compress=2 --no-header-files --no-man-pages \
      --strip-java-debug-attributes \
      --add-modules java.base,java.logging,java.management,java.naming,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.unsupported \
 && cp target/minibit.jar /opt/minibit/minibit.jar \
 && touch -d 2026-01-01 /opt/minibit/minibit.jar

# The class-data archive: a node runs once, its menu used by script, and what it loaded is kept
# ready to be mapped. The archive knows the jar by its path, size and time, so it is made for the
# path where the jar stays, and the jar got a time that layers, which cut fractions, do not change.
COPY conf/docker/warm-up.json conf/docker/warm-up.txt /tmp/warm-up/
RUN cd /tmp/warm-up && java=/opt/minibit/runtime/bin/java \
 && $java -Xshare:off -XX:DumpLoadedClassList=classes -jar /opt/minibit/minibit.jar \
      -conf warm-up.json < warm-up.txt \
 && $java -Xshare:dump -XX:SharedClassListFile=classes -Xlog:cds=off -Xlog:cds+heap=off \
      -XX:SharedArchiveFile=/opt/minibit/minibit.jsa -cp /opt/minibit/minibit.jar

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="minibit" \
      org.opencontainers.image.description="A BitTorrent node for the JVM on Vert.x: tracker, peer, or both"
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin minibit \
 && mkdir /data /state && chown minibit: /data /state
COPY --from=build /opt/minibit /opt/minibit
# An archive that does not fit is passed over in silence when a node starts; here it is an error.
RUN /opt/minibit/runtime/bin/java -Xshare:on -XX:SharedArchiveFile=/opt/minibit/minibit.jsa \
      -jar /opt/minibit/minibit.jar --version
COPY conf/docker/minibit conf/docker/healthy /usr/local/bin/
COPY conf/docker/minibit.json /etc/minibit/minibit.json
USER minibit
WORKDIR /data
VOLUME ["/data", "/state"]
EXPOSE 5000/udp 6881/tcp
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s CMD ["healthy"]
ENTRYPOINT ["minibit"]
CMD ["-conf", "/etc/minibit/minibit.json"]
