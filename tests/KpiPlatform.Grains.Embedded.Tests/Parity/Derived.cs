namespace KpiPlatform.Grains.Embedded.Tests.Parity;

[GenerateSerializer]
public sealed record Derived(string Name, [property: Id(0)] int Number) : Base(Name);
