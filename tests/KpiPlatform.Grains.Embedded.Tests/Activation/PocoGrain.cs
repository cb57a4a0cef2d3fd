namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal interface IPocoGrain : IGrainWithStringKey
{
    Task<string> Identity();
}

[GrainType("named-poco")]
internal sealed class PocoGrain(IGrainContext context) : IGrainBase, IPocoGrain
{
    public IGrainContext GrainContext => context;

    public Task<string> Identity() => Task.FromResult(context.GrainId.ToString());
}
