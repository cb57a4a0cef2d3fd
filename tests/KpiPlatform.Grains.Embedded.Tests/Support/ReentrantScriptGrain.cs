namespace KpiPlatform.Grains.Embedded.Tests.Support;

internal interface IReentrantScriptGrain : IGrainWithStringKey
{
    Task<object?> Run(Func<ScriptGrain, Task<object?>> script);
}

[Reentrant]
internal sealed class ReentrantScriptGrain(Journal journal) : ScriptGrain(journal), IReentrantScriptGrain;
