using KpiPlatform.Host;

return await HostProgram.RunAsync(args);
