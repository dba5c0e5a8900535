import { App } from 'aws-cdk-lib';
import { ownApp } from './app.js';

const app = new App();
ownApp(app);
app.synth();
