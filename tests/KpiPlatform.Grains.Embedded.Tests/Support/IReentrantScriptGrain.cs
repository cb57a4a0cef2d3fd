namespace KpiPlatform.Grains.Embedded.Tests.Support;

internal interface IReentrantScriptGrain : IGrainWithStringKey
{
    Task<object?> Run(Func<ScriptGrain, Task<object?>> script);
}
