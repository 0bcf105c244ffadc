import { type Html, html, type Piece } from './html';
import { count } from './quantity';

/** A part of the page that the list of contents names. */
export interface Section {
  id: string;
  title: string;
  /** How many entries it has, where that says something. */
  entries?: number;
  body: Html;
}

export const sectionHtml = ({ id, title, entries, body }: Section): Html =>
  html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}${
    entries !== undefined && html` <small>${count(entries)}</small>`
  }</h2>${body}</section>\n`;

/** The list of contents. */
export const contentsHtml = (sections: readonly Section[]): Html =>
  html`<nav aria-label="Contents"><ul>${sections.map(
    ({ id, title, entries }) =>
      html`<li><a href="#${id}">${title}${entries !== undefined && html` <small>${count(entries)}</small>`}</a></li>`,
  )}</ul></nav>\n`;

/** A column of a table; numbers stand right. */
export interface Column {
  title: string;
  number?: true;
}

/** A table that scrolls sideways where it must, by keyboard, too. */
export const tableHtml = (caption: string, columns: readonly Column[], rows: readonly Piece[], foot?: Html): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${columns.map(
    ({ title, number }) => html`<th scope="col"${number && html` class="n"`}>${title}</th>`,
  )}</tr></thead>
<tbody>${rows}</tbody>${foot && html`<tfoot>${foot}</tfoot>`}</table></div>\n`;
