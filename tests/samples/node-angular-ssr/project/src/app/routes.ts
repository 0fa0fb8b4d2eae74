import { Routes } from '@angular/router';
import { Show } from './show';

export const routes: Routes = [{ path: 'tonight', component: Show }];
