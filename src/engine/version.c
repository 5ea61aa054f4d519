#include "engine/version_part.h"

struct version_ecosystem {
    const char *name;
    const char *others; /* further names, apart by blanks, in lower case */
    version_write *write;
    version_order *order; /* NULL: the keys' bytes decide */
};

static const struct version_ecosystem ecosystems[] = {
    {"semver", "crates.io cargo hex swift swifturl nginx pub-semver", version_semver_write, NULL},
    {"npm", "node", version_semver_write, NULL},
    {"golang", "go", version_semver_write, NULL},
    {"deb", "debian ubuntu dpkg", version_debian_write, NULL},
    {"rpm", "redhat rhel suse opensuse almalinux rockylinux fedora mageia openeuler",
     version_rpm_write, NULL},
    {"pypi", "pep440 python", version_pep440_write, NULL},
    {"maven", "gradle", version_maven_write, version_maven_order},
    {"gem", "rubygems ruby", version_gem_write, NULL},
    {"composer", "packagist php", version_composer_write, NULL},
    {"nuget", "dotnet", version_nuget_write, NULL},
    {"alpine", "apk wolfi chainguard", version_alpine_write, NULL},
    {"alpm", "arch archlinux", version_text_write, version_alpm_order},
    {"gentoo", "ebuild", version_gentoo_write, NULL},
    {"openssl", "", version_openssl_write, NULL},
    {"conan", "conancenter", version_text_write, version_conan_order},
    {"pub", "dart", version_pub_write, NULL},
    {"cran", "hackage intdot", version_dotted_write, NULL},
    {"datetime", "", version_datetime_write, NULL},
    {"lexicographic", "", version_text_write, NULL},
    {"generic", "", version_generic_write, NULL},
};

static bool is_same_name(struct text a, struct text lower)
{
    for (size_t i = 0; i < a.size && a.size == lower.size; i++) {
        if (version_lower(a.at[i]) != lower.at[i]) {
            return false;
        }
    }
    return a.size == lower.size && a.size > 0;
}

const struct version_ecosystem *version_ecosystem(struct text name)
{
    for (size_t i = 0; i < VERSION_COUNT(ecosystems); i++) {
        struct text others = text_of(ecosystems[i].others);
        if (is_same_name(name, text_of(ecosystems[i].name))) {
            return &ecosystems[i];
        }
        while (others.size > 0) {
            if (is_same_name(name, text_cut(&others, ' '))) {
                return &ecosystems[i];
            }
        }
    }
    return NULL;
}

const char *version_ecosystem_name(const struct version_ecosystem *ecosystem)
{
    return ecosystem->name;
}

int version_number_compare(struct text a, struct text b)
{
    a = version_no_zeros(a);
    b = version_no_zeros(b);
    if (a.size != b.size) {
        return a.size < b.size ? -1 : 1;
    }
    return a.size > 0 ? memcmp(a.at, b.at, a.size) : 0;
}

static enum rc key_write(const struct version_ecosystem *ecosystem, struct text version,
                         struct version_writer *writer)
{
    if (version.size > VERSION_LIMIT_BYTES) {
        return RC_TOO_LARGE;
    }
    for (size_t i = 0; i < version.size; i++) {
        if ((unsigned char)version.at[i] < ' ' || version.at[i] == 127) {
            return RC_INVALID;
        }
    }
    ecosystem->write(writer, version.at != NULL ? version : TEXT(""));
    return writer->is_over ? RC_TOO_LARGE : RC_OK;
}

int version_key_compare(const struct version_ecosystem *ecosystem, struct text a, struct text b)
{
    if (ecosystem->order != NULL) {
        return ecosystem->order(a, b);
    }
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared > 0 ? memcmp(a.at, b.at, shared) : 0;
    if (order != 0) {
        return order;
    }
    return a.size < b.size ? -1 : (int)(a.size > b.size);
}

enum rc version_compare(const struct version_ecosystem *ecosystem, struct text a, struct text b,
                        int *out)
{
    unsigned char bytes[2][VERSION_KEY_LIMIT_BYTES];
    struct version_writer first = {bytes[0], bytes[0] + VERSION_KEY_LIMIT_BYTES, false};
    struct version_writer second = {bytes[1], bytes[1] + VERSION_KEY_LIMIT_BYTES, false};
    enum rc rc = key_write(ecosystem, a, &first);
    if (rc == RC_OK) {
        rc = key_write(ecosystem, b, &second);
    }
    if (rc == RC_OK) {
        struct text key_a = {(const char *)bytes[0], (size_t)(first.at - bytes[0])};
        struct text key_b = {(const char *)bytes[1], (size_t)(second.at - bytes[1])};
        *out = version_key_compare(ecosystem, key_a, key_b);
    }
    return rc;
}

enum rc version_key(const struct version_ecosystem *ecosystem, struct text version,
                    struct arena *arena, struct fault *fault, struct text *out)
{
    unsigned char bytes[VERSION_KEY_LIMIT_BYTES];
    struct version_writer writer = {bytes, bytes + VERSION_KEY_LIMIT_BYTES, false};
    enum rc rc = key_write(ecosystem, version, &writer);
    if (rc == RC_TOO_LARGE) {
        return fault_add(fault, rc, TEXT("version"), "a version has at most %d bytes",
                         VERSION_LIMIT_BYTES);
    }
    if (rc != RC_OK) {
        return fault_add(fault, rc, TEXT("version"), "a version has no control characters");
    }
    *out = text_copy(arena, (struct text){(const char *)bytes, (size_t)(writer.at - bytes)});
    return RC_OK;
}
