import { writeFileSync } from 'node:fs';
import { editorSchemas } from './editor-schemas.js';

const root = new URL('../', import.meta.url);
for (const [file, text] of Object.entries(editorSchemas())) writeFileSync(new URL(file, root), text);
