namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal interface IRestlessGrain : IGrainWithStringKey
{
    Task Ask();
}
