# What the binary carries with it: catalogue, migrations, screens, the example
# programme and fonts. csms_assets.cmake lists the files; embed_assets.cmake
# hashes them when building and writes one C file that takes them in with
# .incbin. The table it defines is read through src/base/asset.h.
set(CSMS_ASSET_LIST "")
set(CSMS_ASSET_FILES "")

# One row "name file" of the list.
function(csms_asset name file)
    set(CSMS_ASSET_LIST "${CSMS_ASSET_LIST}${name} ${file}\n" PARENT_SCOPE)
    set(CSMS_ASSET_FILES ${CSMS_ASSET_FILES} ${file} PARENT_SCOPE)
endfunction()

# Every file under folder, as prefix/<its path there>.
macro(csms_asset_folder prefix folder)
    file(GLOB_RECURSE found LIST_DIRECTORIES false RELATIVE ${CMAKE_SOURCE_DIR}/${folder}
         CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*)
    foreach(one ${found})
        if(NOT one MATCHES "(^|/)(README\\.md|\\.git.*)$")
            csms_asset(${prefix}/${one} ${CMAKE_SOURCE_DIR}/${folder}/${one})
        endif()
    endforeach()
endmacro()

# A font of the system, from the packages fonts-inter and fonts-dejavu-core.
macro(csms_asset_font name)
    get_filename_component(stem ${name} NAME_WE)
    find_file(CSMS_FONT_${stem} NAMES ${name} ${stem}.otf ${stem}.ttf NO_DEFAULT_PATH
        HINTS /usr/share/fonts/opentype/inter /usr/share/fonts/truetype/inter
              /usr/share/fonts/truetype/dejavu /usr/share/fonts/opentype /usr/share/fonts/truetype)
    if(NOT CSMS_FONT_${stem})
        message(FATAL_ERROR "The font ${name} is missing: install fonts-inter and fonts-dejavu-core")
    endif()
    csms_asset(fonts/${name} ${CSMS_FONT_${stem}})
endmacro()

csms_asset_folder(catalog catalog)
csms_asset_folder(migrations migrations)
csms_asset_folder(examples/headlamp examples/headlamp)
if(EXISTS ${CMAKE_SOURCE_DIR}/ui/dist/index.html)
    csms_asset_folder(ui ui/dist)
else()
    csms_asset(ui/index.html ${CMAKE_SOURCE_DIR}/packaging/assets/no-screens.html)
    message(STATUS "ui/dist is not built: the binary will show a page that says how to build it")
endif()
foreach(weight Regular Medium SemiBold Bold Italic)
    csms_asset_font(Inter-${weight}.otf)
endforeach()
csms_asset_font(DejaVuSansMono.ttf)

# Building the screens makes ui/dist appear: look again at the next build.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/ui)

set(list_file ${CMAKE_BINARY_DIR}/assets.list)
set(data_file ${CMAKE_BINARY_DIR}/asset_data.c)
file(GENERATE OUTPUT ${list_file} CONTENT "${CSMS_ASSET_LIST}")
add_custom_command(
    OUTPUT ${data_file}
    COMMAND ${CMAKE_COMMAND} -DLIST=${list_file} -DOUT=${data_file}
            -P ${CMAKE_SOURCE_DIR}/packaging/cmake/embed_assets.cmake
    DEPENDS ${list_file} ${CSMS_ASSET_FILES} ${CMAKE_SOURCE_DIR}/packaging/cmake/embed_assets.cmake
    COMMENT "Hashing what the binary carries" VERBATIM)
add_library(assets STATIC ${data_file})
set_source_files_properties(${data_file} PROPERTIES OBJECT_DEPENDS "${CSMS_ASSET_FILES}")
target_link_libraries(assets PUBLIC csms_rules)
