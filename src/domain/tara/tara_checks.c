/* Completeness and consistency, as SQL that selects the violators. What needs
 * the engine (a decision whose risk value has moved) is told by the report. */
#include "domain/tara/tara_part.h"

#define ORDER " ORDER BY length(key), key"
#define RATED "(SELECT f_node FROM {feasibility_rating} WHERE retired_us IS NULL)"
/* What hangs below a rated node, at any depth. */
#define BELOW_RATED                                                                               \
    "(WITH RECURSIVE below(id) AS (SELECT to_id FROM link WHERE field = 'children' AND from_id "  \
    "IN " RATED " UNION SELECT link.to_id FROM link JOIN below ON link.from_id = below.id WHERE " \
    "link.field = 'children') SELECT id FROM below)"
#define WITH_THREAT                                                                            \
    "(SELECT to_id FROM link WHERE field = 'damage_scenarios' AND from_id IN (SELECT id FROM " \
    "{threat_scenario} WHERE retired_us IS NULL))"
#define WITH_IMPACT "(SELECT f_damage_scenario FROM {impact_rating} WHERE retired_us IS NULL)"
#define WITH_PATHS                                                                             \
    "(SELECT f_threat_scenario FROM {attack_tree} WHERE retired_us IS NULL AND id IN (SELECT " \
    "f_tree FROM {attack_node} WHERE retired_us IS NULL))"

/* Elements of items that are out of use. */
#define GONE                                                                                      \
    "(SELECT id FROM {component} WHERE retired_us IS NOT NULL UNION SELECT id FROM {channel} "    \
    "WHERE retired_us IS NOT NULL UNION SELECT id FROM {data_flow} WHERE retired_us IS NOT NULL " \
    "UNION SELECT id FROM {data_element} WHERE retired_us IS NOT NULL UNION SELECT id FROM "      \
    "{interface} WHERE retired_us IS NOT NULL UNION SELECT id FROM {function} WHERE retired_us "  \
    "IS NOT NULL)"

const struct check tara_checks[TARA_CHECK_COUNT] = {
    {"TARA-01", "RQ-15-03 RQ-09-03", "error", "damage_scenario",
     "damage_scenario impact_rating threat_scenario",
     "SELECT id FROM {damage_scenario} WHERE retired_us IS NULL AND id IN " WITH_IMPACT
     " AND id NOT IN " WITH_THREAT ORDER,
     "The damage scenario is rated, but no threat scenario leads to it; add one or say why none "
     "can."},
    {"TARA-02", "RQ-15-03 RQ-15-04", "error", "damage_scenario",
     "damage_scenario impact_rating threat_scenario",
     "SELECT id FROM {damage_scenario} WHERE retired_us IS NULL AND id NOT IN " WITH_IMPACT
     " AND id NOT IN " WITH_THREAT ORDER,
     "The damage scenario has neither an impact rating nor a threat scenario; rate it and look for "
     "what leads to it."},
    {"TARA-03", "RQ-15-01 RQ-15-02", "warning", "asset", "asset damage_scenario",
     "SELECT id FROM {asset} WHERE retired_us IS NULL AND id NOT IN (SELECT to_id FROM link WHERE "
     "field = 'assets' AND from_id IN (SELECT id FROM {damage_scenario} WHERE retired_us IS "
     "NULL))" ORDER,
     "No damage scenario names this asset; either its loss does no harm and it is no asset, or a "
     "damage scenario is missing."},
    {"TARA-04", "RQ-15-08 RQ-15-10 RQ-15-15 RQ-15-17", "error", "threat_scenario",
     "threat_scenario attack_tree attack_node",
     "SELECT id FROM {threat_scenario} WHERE retired_us IS NULL AND id NOT IN " WITH_PATHS ORDER,
     "The threat scenario has no attack path, so it has no feasibility, no risk value and no "
     "treatment; draw its attack tree."},
    {"TARA-05", "RQ-09-05", "error", "treatment_decision", "treatment_decision goal",
     "SELECT id FROM {treatment_decision} WHERE retired_us IS NULL AND f_option = 'reduce' AND "
     "state <> 'rejected' AND f_goals IS NULL" ORDER,
     "The risk is to be reduced, but no cybersecurity goal says how; name at least one goal."},
    {"TARA-06", "RC-15-11", "warning", "tara_analysis",
     "tara_analysis threat_scenario attack_tree attack_node feasibility_rating",
     "SELECT id FROM {tara_analysis} WHERE retired_us IS NULL AND id IN (SELECT "
     "threat_scenario.f_analysis FROM {threat_scenario} JOIN {attack_tree} ON "
     "attack_tree.f_threat_scenario = threat_scenario.id JOIN {attack_node} ON attack_node.f_tree "
     "= attack_tree.id JOIN {feasibility_rating} ON feasibility_rating.f_node = attack_node.id "
     "WHERE threat_scenario.retired_us IS NULL AND attack_tree.retired_us IS NULL AND "
     "attack_node.retired_us IS NULL AND feasibility_rating.retired_us IS NULL GROUP BY "
     "threat_scenario.f_analysis HAVING COUNT(DISTINCT feasibility_rating.f_approach) > 1)" ORDER,
     "Several feasibility approaches are used in one analysis, so its risks compare badly; use "
     "one, or say in the scope why not."},
    {"TARA-07", "RQ-15-04 RQ-15-05", "error", "damage_scenario",
     "damage_scenario impact_rating threat_scenario",
     "SELECT id FROM {damage_scenario} WHERE retired_us IS NULL AND id NOT IN " WITH_IMPACT
     " AND id IN " WITH_THREAT ORDER,
     "A threat scenario leads here, but the impact is not rated; rate at least the worst "
     "category."},
    {"TARA-08", "RQ-15-03", "error", "threat_scenario", "threat_scenario",
     "SELECT id FROM {threat_scenario} WHERE retired_us IS NULL AND f_damage_scenarios IS "
     "NULL" ORDER,
     "The threat scenario leads to no damage scenario; name the damage or retire it."},
    {"TARA-09", "RQ-15-02", "error", "asset", "asset",
     "SELECT id FROM {asset} WHERE retired_us IS NULL AND COALESCE(f_confidentiality, 0) = 0 AND "
     "COALESCE(f_integrity, 0) = 0 AND COALESCE(f_availability, 0) = 0 AND f_other_properties IS "
     "NULL" ORDER,
     "The asset has no cybersecurity property; say which loss would do harm."},
    {"TARA-10", "RQ-15-02", "warning", "damage_scenario", "damage_scenario",
     "SELECT id FROM {damage_scenario} WHERE retired_us IS NULL AND f_assets IS NULL" ORDER,
     "The damage scenario names no asset; say whose loss leads to it."},
    {"TARA-11", "RQ-15-03", "warning", "threat_scenario", "threat_scenario",
     "SELECT id FROM {threat_scenario} WHERE retired_us IS NULL AND (f_assets IS NULL OR "
     "(COALESCE(f_confidentiality, 0) = 0 AND COALESCE(f_integrity, 0) = 0 AND "
     "COALESCE(f_availability, 0) = 0))" ORDER,
     "The threat scenario does not say which asset loses which property; name both."},
    {"TARA-12", "RQ-15-10", "error", "attack_node", "attack_node feasibility_rating",
     "SELECT id FROM {attack_node} WHERE retired_us IS NULL AND f_gate = 'leaf' AND id NOT "
     "IN " RATED " AND id NOT IN " BELOW_RATED ORDER,
     "The step is not rated and no gate above it is rated as a whole; rate it."},
    {"TARA-13", "RQ-15-10", "warning", "attack_node", "attack_node feasibility_rating",
     "SELECT id FROM {attack_node} WHERE retired_us IS NULL AND id IN " RATED
     " AND id IN " BELOW_RATED ORDER,
     "The node is rated although a gate above it is rated as a whole, so its rating does not count "
     "there; keep one of the two."},
    {"TARA-14", "RQ-15-17 RQ-09-06", "error", "treatment_decision", "treatment_decision claim",
     "SELECT id FROM {treatment_decision} WHERE retired_us IS NULL AND f_option = 'retain' AND "
     "state <> 'rejected' AND f_rationale IS NULL AND f_claims IS NULL" ORDER,
     "The risk is retained without a reason; give a rationale, and a claim where it rests on "
     "assumptions."},
    {"TARA-15", "RQ-09-06", "error", "treatment_decision", "treatment_decision claim",
     "SELECT id FROM {treatment_decision} WHERE retired_us IS NULL AND f_option = 'share' AND "
     "state <> 'rejected' AND f_claims IS NULL" ORDER,
     "The risk is shared, but no claim says with whom and on what terms; name at least one claim."},
    {"TARA-16", "RQ-15-17 RQ-09-04", "error", "risk", "risk treatment_decision",
     "SELECT id FROM {risk} WHERE retired_us IS NULL AND f_control_scenario IS NULL AND id NOT IN "
     "(SELECT f_risk FROM {treatment_decision} WHERE retired_us IS NULL AND state <> "
     "'rejected')" ORDER,
     "Nobody has said what is done about this risk; propose a treatment."},
    {"TARA-17", "RQ-15-17", "info", "treatment_decision", "treatment_decision",
     "SELECT id FROM {treatment_decision} WHERE retired_us IS NULL AND state = 'proposed'" ORDER,
     "The treatment is proposed; somebody else than its author has to decide."},
    {"TARA-18", "RQ-09-02 RQ-09-06", "error", "assumption", "assumption",
     "SELECT id FROM {assumption} WHERE retired_us IS NULL AND state <> 'refuted' AND f_expires < "
     "?1" ORDER,
     "The assumption has expired; confirm that it still holds or refute it."},
    {"TARA-19", "RQ-09-02", "warning", "assumption", "assumption",
     "SELECT id FROM {assumption} WHERE retired_us IS NULL AND owner IS NULL AND "
     "f_responsible_party IS NULL" ORDER,
     "Nobody answers for this assumption; name an owner or a responsible party."},
    {"TARA-20", "RQ-09-06", "error", "assumption", "assumption",
     "SELECT id FROM {assumption} WHERE retired_us IS NULL AND state = 'refuted'" ORDER,
     "The assumption is refuted; go through what rests on it and retire it."},
    {"TARA-21", "RQ-09-08", "info", "control", "control",
     "SELECT id FROM {control} WHERE retired_us IS NULL AND state IN ('planned', "
     "'implemented')" ORDER,
     "The control is not verified yet, so residual risk as verified does not count it."},
    {"TARA-22", "RQ-09-05", "warning", "goal", "goal",
     "SELECT id FROM {goal} WHERE retired_us IS NULL AND f_cal IS NULL" ORDER,
     "The goal has no assurance level; choose one, the analysis proposes it."},
    {"TARA-23", "RQ-15-15", "warning", "threat_scenario",
     "threat_scenario risk attack_tree attack_node",
     "SELECT id FROM {threat_scenario} WHERE retired_us IS NULL AND id IN " WITH_PATHS " AND id IN "
     "(SELECT from_id FROM link WHERE field = 'damage_scenarios' AND NOT EXISTS (SELECT 1 FROM "
     "{risk} WHERE risk.f_threat_scenario = link.from_id AND risk.f_damage_scenario = link.to_id "
     "AND risk.retired_us IS NULL))" ORDER,
     "A damage scenario of this threat has no risk record; add it, so that its treatment can be "
     "decided."},
    {"TARA-24", "RQ-15-17", "warning", "treatment_decision", "treatment_decision",
     "SELECT id FROM {treatment_decision} WHERE retired_us IS NULL AND state = 'decided' AND "
     "f_decided_value IS NULL" ORDER,
     "The decision does not say for which risk value it was made; record it."},
    {"TARA-25", "RQ-15-06", "info", "impact_rating", "impact_rating",
     "SELECT id FROM {impact_rating} WHERE retired_us IS NULL AND f_category = 'S' AND f_level <> "
     "'negligible' AND f_hazard IS NULL" ORDER,
     "The safety rating refers to no hazardous event; name it, so that both analyses stay in "
     "step."},
    {"TARA-26", "RQ-15-05 RQ-15-10", "warning", "tara_analysis", "tara_analysis method_version",
     "SELECT id FROM {tara_analysis} WHERE retired_us IS NULL AND state IN ('in_review', "
     "'approved') AND f_method NOT IN (SELECT id FROM {method_version} WHERE state = "
     "'released')" ORDER,
     "The analysis is under review with a method that is not released; release the method first."},
    {"TARA-27", "RQ-15-04 PM-15-07", "info", "damage_scenario", "damage_scenario impact_rating",
     "SELECT id FROM {damage_scenario} WHERE retired_us IS NULL AND f_skipped_categories IS NULL "
     "AND id IN (SELECT f_damage_scenario FROM {impact_rating} WHERE retired_us IS NULL GROUP BY "
     "f_damage_scenario HAVING COUNT(DISTINCT f_category) < 4)" ORDER,
     "Not every impact category is rated; rate the others or give the argument for leaving them "
     "out."},
    {"TARA-28", "RQ-15-08", "warning", "attack_node", "attack_node",
     "SELECT id FROM {attack_node} WHERE retired_us IS NULL AND id IN (SELECT from_id FROM link "
     "WHERE field = 'children' AND to_id IN (SELECT id FROM {attack_node} WHERE retired_us IS NOT "
     "NULL))" ORDER,
     "A child of this gate is retired and no longer counts, which may make the attack look "
     "easier; restore it or take the link away."},
    {"TARA-29", "RQ-15-03", "info", "suggestion", "suggestion",
     "SELECT id FROM {suggestion} WHERE retired_us IS NULL AND state = 'proposed' AND "
     "(f_lapsed IS NULL OR f_lapsed = 0)" ORDER,
     "The suggestion is undecided; accept it, or reject it and say why."},
    {"TARA-30", "RQ-15-03", "warning", "suggestion", "suggestion threat_scenario",
     "SELECT id FROM {suggestion} WHERE retired_us IS NULL AND state = 'accepted' AND f_lapsed = 1 "
     "AND f_result IN (SELECT id FROM {threat_scenario} WHERE retired_us IS NULL)" ORDER,
     "The architecture no longer gives rise to this accepted threat; look whether its scenario "
     "still holds."},
    {"TARA-31", "RQ-15-02 RQ-15-03", "warning", "asset",
     "asset component channel data_flow data_element interface function",
     "SELECT id FROM {asset} WHERE retired_us IS NULL AND f_element IN " GONE ORDER,
     "The element that this asset is was retired; name another one, or retire the asset and look "
     "at its threats."},
};
