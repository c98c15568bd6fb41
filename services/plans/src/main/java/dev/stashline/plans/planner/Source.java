package dev.stashline.plans.planner;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every publication the planner may cite; their full references are rows of {@code
 * planner/citations.tsv}.
 */
enum Source {
  MIFFLIN_1990,
  FAO_2004,
  AHA_OBESITY_2013,
  WHO_BMI_1995,
  IOM_MACRO_2005,
  IOM_WATER_2005,
  NASEM_DRI,
  MORTON_2018,
  ISSN_PROTEIN_2017,
  PROT_AGE_2013,
  ESPEN_OLDER_2019,
  KDIGO_2024,
  FRANKENFIELD_2005,
  ADA_HYPOGLYCAEMIA_2024,
  WHO_SODIUM_2012,
  WHO_POTASSIUM_2012,
  DASH_1997,
  AHA_DIET_2021,
  ADA_NUTRITION_2019,
  ATA_2014,
  PCOS_2023,
  ACG_IBS_2021,
  ESPEN_IBD_2020,
  ALCOHOL_2023,
  WHO_DIET_2020,
  AND_VEGETARIAN_2016,
  REYNOLDS_FIBRE_2019,
  EU_CLAIMS_2012,
  ARAGON_2017,
  NICE_NG69,
  EASL_2019,
  WHO_COGNITION_2019,
  JACKA_2017,
  USPSTF_PRESSURE_2021,
  USPSTF_GLUCOSE_2021,
  USPSTF_STATIN_2022,
  ODS_VITAMIN_D,
  ENDOCRINE_2024,
  ODS_VITAMIN_B12,
  IOM_B_1998,
  ODS_VITAMIN_K,
  ODS_MAGNESIUM,
  ODS_CALCIUM,
  ODS_IRON,
  ODS_IODINE,
  ODS_OMEGA_3,
  EFSA_OMEGA_3_2010,
  WHO_SALT_IODINE_2014,
  USPSTF_FOLIC_2023,
  ISSN_CREATINE_2017,
  JOVANOVSKI_2018,
  DE_JAGER_2010,
  LAM_2013,
  EFSA_CAFFEINE_2015,
  WHO_ACTIVITY_2020,
  AASM_SRS_2015,
  NSF_2015,
  AASM_INSOMNIA_2021,
  DRAKE_2013,
  CHANG_2015,
  HAGHAYEGH_2019,
  BROWN_2022,
  EBRAHIM_2013,
  ACSM_2009,
  SCHOENFELD_2016,
  EDWARDS_2023,
  ADA_EXERCISE_2016,
  REYNOLDS_WALK_2016,
  SHERRINGTON_2019,
  ERICKSON_2011,
  NOETEL_2024,
  PARQ_2011,
  WHO_STRESS_2020,
  BALBAN_2023,
  GOYAL_2014,
  WHITE_2019,
  ALBULESCU_2022,
  LABORDE_2022,
  HUGHES_2013,
  AAD_ACNE_2024,
  MUKHERJEE_2006,
  PURNAMAWATI_2017,
  SMITH_2007,
  WHO_UV_2002,
  NCCIH_ST_JOHNS_WORT,
  PULLAR_2017;

  private static final Map<String, Citation> ROWS =
      Table.read("planner/citations.tsv", "\t").stream()
          .collect(
              Collectors.toMap(
                  row -> row.get(0), row -> new Citation(row.get(1), row.get(2), row.get(3))));

  /** The full reference; a missing row is a fault of the build. */
  Citation citation() {
    Citation citation = ROWS.get(name());
    if (citation == null) {
      throw new IllegalStateException("planner/citations.tsv has no row " + name());
    }
    return citation;
  }
}
