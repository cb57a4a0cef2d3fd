using System.Text.Json;
using KpiPlatform.Domain.Hosts;
using NodaTime;

namespace KpiPlatform.Persistence.Hosts;

/// <summary>A report as it is stored: members may be added, never change their meaning, since hosts of two versions read one another's.</summary>
internal sealed record StoredHostReport(string Name, string Role, string Address, string Version, long StartedAtTicks, long Writer, HostFigures Figures)
{
    /// <summary>The bytes to store.</summary>
    public static byte[] Write(HostReport report) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredHostReport(report.Name, report.Role, report.Address, report.Version, report.StartedAt.ToUnixTimeTicks(), report.Writer, report.Figures));

    /// <summary>Reads them.</summary>
    public static HostReport Read(ReadOnlySpan<byte> bytes, HostStatus status, Instant seenAt)
    {
        var stored = JsonSerializer.Deserialize<StoredHostReport>(bytes)!;
        return new()
        {
            Name = stored.Name,
            Role = stored.Role,
            Address = stored.Address,
            Version = stored.Version,
            Status = status,
            StartedAt = Instant.FromUnixTimeTicks(stored.StartedAtTicks),
            SeenAt = seenAt,
            Writer = stored.Writer,
            Figures = stored.Figures,
        };
    }
}
