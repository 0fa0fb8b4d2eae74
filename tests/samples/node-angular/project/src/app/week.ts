import { Component } from '@angular/core';

@Component({
  selector: 'app-week',
  template: `<p>This week</p>`,
})
export class Week {}
