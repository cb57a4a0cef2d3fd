namespace KpiPlatform.Grains.Embedded.Tests.Parity;

[GenerateSerializer]
public sealed class Computed
{
    private readonly int _value = 1;

    [Id(0)]
    public int Value => _value;
}
