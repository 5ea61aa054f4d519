/* tara.h - threat analysis and risk assessment (ISO/SAE 21434 clause 15).
 *
 * Purpose: the door of the module: methods, analyses, assets, damage and threat
 * scenarios, attack trees, ratings, controls, risks, treatment, goals, claims.
 * Impact, feasibility, risk and assurance level are always computed from the
 * ratings and the method, never stored; tara_load.h says how. */
#ifndef CSMS_DOMAIN_TARA_TARA_H
#define CSMS_DOMAIN_TARA_TARA_H

#include "core/model.h"

extern const struct module tara_module;

#endif
