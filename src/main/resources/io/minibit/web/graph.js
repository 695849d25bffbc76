// Rates over the last minutes, one sample a second.

import { rate } from '/text.js';

const SAMPLES = 300;

export class RateGraph {
  constructor(canvas) {
    this.canvas = canvas;
    this.samples = [];
  }

  add(sample) {
    this.samples.push(sample);
    if (this.samples.length > SAMPLES) this.samples.shift();
    this.draw();
  }

  draw() {
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * scale);
    const height = Math.round(this.canvas.clientHeight * scale);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const pen = this.canvas.getContext('2d');
    const colours = getComputedStyle(document.documentElement);
    const top = Math.max(1, ...this.samples.map((s) => Math.max(s.down, s.up)));
    pen.clearRect(0, 0, width, height);
    pen.lineWidth = 1.5 * scale;
    for (const [field, colour] of [['down', '--in'], ['up', '--out']]) {
      pen.strokeStyle = colours.getPropertyValue(colour);
      pen.beginPath();
      this.samples.forEach((sample, index) => {
        const x = width - (this.samples.length - 1 - index) * (width / (SAMPLES - 1));
        const y = height - 2 - (sample[field] / top) * (height - 20 * scale);
        if (index === 0) pen.moveTo(x, y);
        else pen.lineTo(x, y);
      });
      pen.stroke();
    }
    pen.fillStyle = colours.getPropertyValue('--quiet');
    pen.font = `${11 * scale}px system-ui, sans-serif`;
    pen.fillText(rate(top), 6 * scale, 13 * scale);
  }
}
