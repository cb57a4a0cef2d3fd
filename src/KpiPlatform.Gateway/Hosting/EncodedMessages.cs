using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace KpiPlatform.Gateway.Hosting;

/// <summary>Answers that are given more than once, as the bytes that they are sent as, for as long as somebody holds the message. Thread-safe.</summary>
internal static class EncodedMessages
{
    private static readonly ConditionalWeakTable<object, byte[]> Encoded = [];

    /// <summary>Encodes a message that nobody changes from here on.</summary>
    public static void Keep(IMessage message) => Encoded.AddOrUpdate(message, message.ToByteArray());

    /// <summary>The bytes of a message, if it was kept.</summary>
    public static bool TryFind(object message, [NotNullWhen(true)] out byte[]? bytes) => Encoded.TryGetValue(message, out bytes);
}
