namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal interface IScopedGrain : IGrainWithStringKey
{
    Task<ScopedThing> Thing();
}
