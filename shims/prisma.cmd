@node "%~dp0..\bin\prisma.js" %*
