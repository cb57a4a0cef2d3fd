namespace KpiPlatform.Grains.Embedded.Tests.Parity;

public sealed class Unmarked;
