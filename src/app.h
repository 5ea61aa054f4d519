/* app.h - the wiring: model, faces, and which of them runs.
 *
 * Purpose: builds the model from the list of modules, then hands over to the
 * server ("serve") or to the command line. Ownership: everything for the time
 * of the call. Errors: the exit code of rc.def. */
#ifndef CSMS_APP_H
#define CSMS_APP_H

int app_run(int argc, char **argv);

#endif
