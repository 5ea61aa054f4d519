#include "domain/common/common.h"

#include "domain/common/common_schema.h"

static const struct entity *const common_entities[] = {
    &common_comment,    &common_task,     &common_attachment, &common_decision,
    &common_saved_view, &common_baseline, &common_branch,     NULL};

const struct module common_module = {
    .name = "common",
    .title = "Collaboration",
    .part = 9,
    .about = "What hangs on any record: comments, tasks, attachments and decisions; saved views, "
             "baselines and branches.",
    .entities = common_entities,
    .checks = common_checks,
    .check_count = COUNT(common_checks),
    .views = common_views,
    .view_count = COUNT(common_views),
};
