namespace KpiPlatform.Grains.Embedded.Tests.Parity;

[GenerateSerializer]
public sealed class Holder
{
    [Id(0)]
    public object? Anything { get; set; }
}
