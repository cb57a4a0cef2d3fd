namespace KpiPlatform.Grains.Embedded.Tests.Support;

[Reentrant]
internal sealed class ReentrantScriptGrain(Journal journal) : ScriptGrain(journal), IReentrantScriptGrain;
