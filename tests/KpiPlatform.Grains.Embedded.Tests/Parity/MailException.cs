namespace KpiPlatform.Grains.Embedded.Tests.Parity;

[GenerateSerializer]
public sealed class MailException(string message, Exception inner) : Exception(message, inner)
{
    [Id(0)]
    public int Code { get; set; }

    public string? Hidden { get; set; }
}
