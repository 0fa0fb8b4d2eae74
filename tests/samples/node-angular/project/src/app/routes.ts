import { Routes } from '@angular/router';
import { Week } from './week';

export const routes: Routes = [{ path: 'week', component: Week }];
