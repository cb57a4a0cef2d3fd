using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal interface IFragileGrain : IGrainWithStringKey
{
    Task<string> Ask();

    Task<object?> AskBack(IScriptGrain caller);
}
