/* model_read.h - a system model from any of the forms csms reads.
 *
 * Purpose: recognises by content the project's own YAML (model_yaml.h), Open
 * Threat Model JSON (otm_json.h), Threat Dragon JSON (threat_dragon_json.h) and
 * Threagile YAML (threagile_yaml.h), and reads it into a model, closed. What
 * the readers of foreign forms share stands here too.
 * Ownership: facts go to the model; texts borrow from the input or live in the
 * model's arena. Cost: O(bytes). Errors: RC_UNSUPPORTED where it is none of
 * them, else as threat_model.h, each with file, line and column. */
#ifndef CSMS_FORMAT_MODEL_READ_H
#define CSMS_FORMAT_MODEL_READ_H

#include "base/json.h"
#include "engine/threat_model.h"

/* form: what it was ("otm", "threagile", ...). */
enum rc model_read(struct threat_model *model, struct text input, const char **form) MUST_USE;

struct threat_place model_place(const struct json *json);
enum rc model_refuse(struct threat_model *model, const struct json *json, const char *sentence);
/* Tells the kind of our own vocabulary that a foreign word stands for (software
 * where it is not known), and the word itself as a technology. */
void model_tell_kind(struct threat_model *model, uint32_t component, struct text word);
/* For each text of a list: mentions it and says fact(element, it), or
 * fact(it, element). A NULL list and a null are empty. */
enum rc model_mention_list(struct threat_model *model, const struct json *list,
                           enum threat_type type, enum threat_fact fact, uint32_t element) MUST_USE;
enum rc model_mention_list_back(struct threat_model *model, const struct json *list,
                                enum threat_type type, enum threat_fact fact,
                                uint32_t element) MUST_USE;
/* fact(element, word) for each text of a list. */
void model_tell_list(struct threat_model *model, const struct json *list, enum threat_fact fact,
                     uint32_t element);
/* property(element, name, yes) where the member is true. */
void model_tell_flag(struct threat_model *model, const struct json *object, const char *member,
                     uint32_t element);

#endif
