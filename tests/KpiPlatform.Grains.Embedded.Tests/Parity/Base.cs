namespace KpiPlatform.Grains.Embedded.Tests.Parity;

[GenerateSerializer]
public record Base([property: Id(0)] string Name);
