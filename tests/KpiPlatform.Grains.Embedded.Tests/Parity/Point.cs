namespace KpiPlatform.Grains.Embedded.Tests.Parity;

[GenerateSerializer]
public readonly record struct Point(int X, int Y);
