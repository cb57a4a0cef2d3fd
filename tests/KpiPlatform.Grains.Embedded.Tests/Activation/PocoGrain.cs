namespace KpiPlatform.Grains.Embedded.Tests.Activation;

[GrainType("named-poco")]
internal sealed class PocoGrain(IGrainContext context) : IGrainBase, IPocoGrain
{
    public IGrainContext GrainContext => context;

    public Task<string> Identity() => Task.FromResult(context.GrainId.ToString());
}
