/* The points and the tables. */
#include "engine/ssvc.h"

// clang-format off
static const struct ssvc_point exploitation = {"E", "Exploitation", "1.1.0", 3,
    {{"N", "None"}, {"P", "Public PoC"}, {"A", "Active"}}};
static const struct ssvc_point utility = {"U", "Utility", "1.0.1", 3,
    {{"L", "Laborious"}, {"E", "Efficient"}, {"S", "Super Effective"}}};
static const struct ssvc_point technical_impact = {"TI", "Technical Impact", "1.0.0", 2,
    {{"P", "Partial"}, {"T", "Total"}}};
static const struct ssvc_point public_safety = {"PSI", "Public Safety Impact", "2.0.1", 2,
    {{"M", "Minimal"}, {"S", "Significant"}}};
static const struct ssvc_point exposure = {"EXP", "System Exposure", "1.0.1", 3,
    {{"S", "Small"}, {"C", "Controlled"}, {"O", "Open"}}};
static const struct ssvc_point automatable = {"A", "Automatable", "2.0.0", 2,
    {{"N", "No"}, {"Y", "Yes"}}};
static const struct ssvc_point human_impact = {"HI", "Human Impact", "2.0.2", 4,
    {{"L", "Low"}, {"M", "Medium"}, {"H", "High"}, {"VH", "Very High"}}};
static const struct ssvc_point mission_well_being = {"MWI", "Mission and Well-Being Impact",
    "1.0.0", 3, {{"L", "Low"}, {"M", "Medium"}, {"H", "High"}}};
static const struct ssvc_point value_density = {"VD", "Value Density", "1.0.0", 2,
    {{"D", "Diffuse"}, {"C", "Concentrated"}}};
static const struct ssvc_point safety_impact = {"SI", "Safety Impact", "2.0.1", 4,
    {{"N", "Negligible"}, {"M", "Marginal"}, {"R", "Critical"}, {"C", "Catastrophic"}}};
static const struct ssvc_point mission_impact = {"MI", "Mission Impact", "2.0.0", 4,
    {{"D", "Degraded"}, {"MSC", "MEF Support Crippled"}, {"MEF", "MEF Failure"},
     {"MF", "Mission Failure"}}};
static const struct ssvc_point priority = {"DSOI", "Defer, Scheduled, Out-of-Cycle, Immediate",
    "1.0.0", 4, {{"D", "Defer"}, {"S", "Scheduled"}, {"O", "Out-of-Cycle"}, {"I", "Immediate"}}};
static const struct ssvc_point cisa_level = {"CISA", "CISA Levels", "1.1.0", 4,
    {{"T", "Track"}, {"T*", "Track*"}, {"AT", "Attend"}, {"AC", "Act"}}};

static const struct ssvc_table tables[] = {
    {"supplier", "ssvc:DT_SP:1.0.0", 4,
     {&exploitation, &utility, &technical_impact, &public_safety}, &priority,
     "011212121222121313232323232323233333"},
    {"deployer", "ssvc:DT_DP:1.0.0", 4,
     {&exploitation, &exposure, &automatable, &human_impact}, &priority,
     "001101110111111101111112011111110111111211121122112212221122222212232233"},
    {"coordinator", "cisa:DT_CO:2.0.3", 4,
     {&exploitation, &automatable, &technical_impact, &mission_well_being}, &cisa_level,
     "000001002002001012002012002023223233"},
    {"utility", "ssvc:DT_U:1.0.0", 2, {&automatable, &value_density}, &utility, "0112"},
    {"public-safety", "ssvc:DT_PSI:1.0.0", 1, {&safety_impact}, &public_safety, "0111"},
    {"human-impact", "ssvc:DT_HI:1.0.0", 2, {&safety_impact, &mission_impact}, &human_impact,
     "0013001312233333"},
};
// clang-format on

const struct ssvc_table *ssvc_table_at(size_t at)
{
    return at < sizeof tables / sizeof *tables ? &tables[at] : NULL;
}

const struct ssvc_table *ssvc_table_find(struct text name)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (text_is(name, tables[i].name) || text_is(name, tables[i].id)) {
            return &tables[i];
        }
    }
    return NULL;
}
