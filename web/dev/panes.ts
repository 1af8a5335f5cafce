import { mount } from 'svelte';
import Panes from './Panes.svelte';

const target = document.getElementById('page');
if (target) mount(Panes, { target });
