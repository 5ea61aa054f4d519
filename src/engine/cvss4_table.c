/* The scores of the macrovectors of CVSS 4.0, in tenths (FIRST, 4.0 specification, 8). A row
 * holds EQ1, EQ2 and EQ3; in it stand EQ4, EQ5 and EQ6, the last one fastest. EQ3 at 2 goes
 * with no EQ6 at 0: where no impact is high, none is high and needed. */
#include "engine/cvss_part.h"

#define NO CVSS4_NO_MACRO

// clang-format off
static const signed char scores[3][2][3][18] = {
    {{{100,  99,  98,  95,  95,  92, 100,  96,  93,  87,  91,  81,  93,  90,  89,  80,  81,  68},
      { 98,  95,  95,  92,  90,  84,  93,  92,  89,  81,  81,  65,  88,  80,  78,  70,  69,  48},
      { NO,  92,  NO,  82,  NO,  72,  NO,  79,  NO,  69,  NO,  50,  NO,  69,  NO,  55,  NO,  27}},
     {{ 99,  97,  95,  92,  92,  85,  95,  91,  90,  83,  84,  71,  92,  81,  82,  71,  72,  53},
      { 95,  93,  92,  85,  85,  73,  92,  82,  80,  72,  70,  59,  84,  70,  71,  52,  50,  30},
      { NO,  86,  NO,  75,  NO,  52,  NO,  71,  NO,  52,  NO,  29,  NO,  63,  NO,  29,  NO,  17}}},
    {{{ 98,  95,  94,  87,  91,  81,  94,  89,  86,  74,  77,  64,  87,  75,  74,  63,  63,  49},
      { 94,  89,  88,  77,  76,  67,  86,  76,  74,  58,  59,  50,  72,  57,  57,  52,  52,  25},
      { NO,  83,  NO,  70,  NO,  54,  NO,  65,  NO,  58,  NO,  26,  NO,  53,  NO,  21,  NO,  13}},
     {{ 95,  90,  88,  76,  76,  70,  90,  77,  75,  62,  61,  53,  77,  66,  68,  59,  52,  30},
      { 89,  78,  76,  67,  62,  58,  74,  59,  57,  57,  47,  23,  61,  52,  57,  29,  24,  16},
      { NO,  71,  NO,  59,  NO,  30,  NO,  58,  NO,  26,  NO,  15,  NO,  23,  NO,  13,  NO,   6}}},
    {{{ 93,  87,  86,  72,  75,  58,  86,  74,  74,  61,  56,  34,  70,  54,  52,  40,  40,  22},
      { 85,  75,  74,  55,  62,  51,  72,  57,  55,  41,  46,  19,  53,  36,  34,  19,  19,   8},
      { NO,  64,  NO,  51,  NO,  20,  NO,  47,  NO,  21,  NO,  11,  NO,  24,  NO,   9,  NO,   4}},
     {{ 88,  75,  73,  53,  60,  50,  73,  55,  59,  40,  41,  20,  54,  43,  45,  22,  20,  11},
      { 75,  55,  58,  45,  40,  21,  61,  51,  48,  18,  20,   9,  46,  18,  17,   7,   8,   2},
      { NO,  53,  NO,  24,  NO,  14,  NO,  24,  NO,  12,  NO,   5,  NO,  10,  NO,   3,  NO,   1}}},
};
// clang-format on

int cvss4_macro_score(struct cvss4_macro macro)
{
    static const int limits[6] = {3, 2, 3, 3, 3, 2};
    for (int i = 0; i < 6; i++) {
        if (macro.eq[i] >= limits[i]) {
            return CVSS4_NO_MACRO;
        }
    }
    int at = (macro.eq[3] * 3 + macro.eq[4]) * 2 + macro.eq[5];
    return scores[macro.eq[0]][macro.eq[1]][macro.eq[2]][at];
}
