import { Component } from '@angular/core';

@Component({
  selector: 'app-show',
  template: `<p>Tonight</p>`,
})
export class Show {}
