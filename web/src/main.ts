import { mount } from 'svelte';
import Page from './Page.svelte';
import './style/tokens.css';
import './style/base.css';

const target = document.getElementById('page');
if (target) mount(Page, { target });
