namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal interface IPocoGrain : IGrainWithStringKey
{
    Task<string> Identity();
}
