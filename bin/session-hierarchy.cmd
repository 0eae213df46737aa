@echo off
rem See the script beside this one.
setlocal
if not defined SESSION_HIERARCHY_NODE goto node
if not exist "%SESSION_HIERARCHY_NODE%" goto node
set "ELECTRON_RUN_AS_NODE=1"
"%SESSION_HIERARCHY_NODE%" "%~dp0..\dist\cli.js" %*
exit /b %errorlevel%
:node
node "%~dp0..\dist\cli.js" %*
exit /b %errorlevel%
