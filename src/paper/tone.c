#include "paper/tone.h"

const struct tone_look tone_looks[TONE_COUNT] = {
    [TONE_NONE] = {"plain", 0xffffff, 0x0f1217},  [TONE_RISK1] = {"risk1", 0xe3f1e8, 0x1f3d2d},
    [TONE_RISK2] = {"risk2", 0xeef0cf, 0x3d4021}, [TONE_RISK3] = {"risk3", 0xfbe3bf, 0x54401d},
    [TONE_RISK4] = {"risk4", 0xf7bfa8, 0x5e3226}, [TONE_RISK5] = {"risk5", 0xe88787, 0x6b2530},
    [TONE_GOOD] = {"good", 0xdff0e6, 0x1c3a2b},   [TONE_WARN] = {"warn", 0xfaecc8, 0x4b3c17},
    [TONE_BAD] = {"bad", 0xfadcd8, 0x5a2522},     [TONE_INFO] = {"info", 0xdcedf4, 0x173a4a},
    [TONE_MUTED] = {"muted", 0xeceef2, 0x2c333f},
};

const struct tone_look *tone_look_of(enum tone tone)
{
    unsigned index = (unsigned)tone;
    return &tone_looks[index < TONE_COUNT ? index : TONE_NONE];
}
