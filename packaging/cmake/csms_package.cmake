# Installing, and the Debian package: cmake --build --preset release --target package
include(GNUInstallDirs)
if(TARGET csms)
    install(TARGETS csms RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

    # Both are made by the program from its own tables of verbs.
    set(manual ${CMAKE_BINARY_DIR}/csms.1)
    set(completion ${CMAKE_BINARY_DIR}/csms.bash)
    if(EXISTS ${CMAKE_SOURCE_DIR}/src/face/cli)
        install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
        install(FILES ${completion} RENAME csms OPTIONAL
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    endif()
endif()
install(FILES ${CMAKE_SOURCE_DIR}/packaging/csms.service DESTINATION lib/systemd/system)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/SECURITY.md
        ${CMAKE_SOURCE_DIR}/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME csms)
set(CPACK_PACKAGE_VENDOR "The csms project")
set(CPACK_PACKAGE_CONTACT "The csms project <csms@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "tzdata, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
