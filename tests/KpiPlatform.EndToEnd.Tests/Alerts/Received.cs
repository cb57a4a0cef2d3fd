using Google.Protobuf;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Alerts;

/// <summary>A request as a receiver saw it.</summary>
internal sealed record Received(string Path, string EventId, string Timestamp, string Signature, int Attempt, byte[] Body, int Answer)
{
    public AlertEvent Event => JsonParser.Default.Parse<AlertEvent>(System.Text.Encoding.UTF8.GetString(Body));
}
