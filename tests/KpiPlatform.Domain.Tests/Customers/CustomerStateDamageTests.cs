using System.Buffers.Binary;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>A snapshot that is not as it was written is refused in one way.</summary>
public sealed class CustomerStateDamageTests
{
    [Fact]
    public void Restore_AnyByteChanged_IsRefused() => Seeds.Check(20, seed =>
    {
        var (snapshot, context) = Snapshot(seed);
        var random = new Random(seed);
        for (var at = 0; at < snapshot.Length; at++)
        {
            var damaged = snapshot.ToArray();
            damaged[at] ^= (byte)random.Next(1, 256);
            Should.Throw<FormatException>(() => CustomerState.Restore(damaged, context), $"byte {at}");
        }
    });

    [Fact]
    public void Restore_CutOrExtended_IsRefused() => Seeds.Check(20, seed =>
    {
        var (snapshot, context) = Snapshot(seed);
        for (var length = 0; length < snapshot.Length; length++)
            Should.Throw<FormatException>(() => CustomerState.Restore(snapshot.AsSpan(0, length), context), $"{length} bytes");
        Should.Throw<FormatException>(() => CustomerState.Restore([.. snapshot, 0], context));
    });

    /// <summary>Bytes that a wrong program wrote have a right checksum: also then nothing but a FormatException may come.</summary>
    [Fact]
    public void Restore_WrongBytesWithARightChecksum_IsRefusedOrAState() => Seeds.Check(20, seed =>
    {
        var (snapshot, context) = Snapshot(seed);
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var content = snapshot[..^4];
            for (var change = random.Next(1, 4); change > 0; change--)
                content[random.Next(content.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            if (random.Next(4) == 0)
                content = content[..random.Next(1, content.Length)];
            try
            {
                CustomerState.Restore(WithChecksum(content), context).Snapshot().Length.ShouldBeGreaterThan(0);
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(0);
    });

    [Fact]
    public void Restore_UnknownVersion_IsRefused()
    {
        var (snapshot, context) = Snapshot(1);
        snapshot[0]++;
        Should.Throw<FormatException>(() => CustomerState.Restore(WithChecksum(snapshot[..^4]), context)).Message.ShouldMatch("version ([0-9]+), not (?!\\1)[0-9]+");
    }

    private static (byte[] Snapshot, FoldContext Context) Snapshot(int seed)
    {
        var edges = new EdgeHistory(seed);
        var context = new FoldContext(edges.Definition);
        return (CustomerState.Replay([.. edges.Make(1 + (seed * 3)).Select(edges.Encode)], context).Snapshot().ToArray(), context);
    }

    private static byte[] WithChecksum(byte[] content)
    {
        var bytes = new byte[content.Length + 4];
        content.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(content.Length), Checksum.Finish(Checksum.Add(Checksum.Start, content)));
        return bytes;
    }
}
