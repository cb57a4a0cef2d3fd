using KpiPlatform.Domain.Customers;

namespace KpiPlatform.Domain.Tests.Customers;

public sealed class IdentitySetTests
{
    [Fact]
    public void Match_AnyEntriesColliding_EqualsAList() => Seeds.Check(300, seed =>
    {
        var random = new Random(seed);
        var set = new IdentitySet();
        var list = new List<KnownIdentity>();

        // Few hashes, and among them some that differ in their high bits alone, so that they share a bucket.
        ulong Hash() => (ulong)random.Next(6) + ((ulong)random.Next(3) << 60);
        KnownIdentity Any() => new(Hash(), random.Next(-1, 3), (ulong)random.Next(3));
        var count = random.Next(0, 80);
        for (var i = 0; i <= count; i++)
        {
            var probe = Any();
            set.Knows(probe.IdentityHash).ShouldBe(list.Exists(known => known.IdentityHash == probe.IdentityHash));
            var same = list.Where(known => known.IdentityHash == probe.IdentityHash && known.Revision == probe.Revision).ToList();
            set.Match(probe.IdentityHash, probe.Revision, probe.ContentHash).ShouldBe(
                (same.Exists(known => known.ContentHash == probe.ContentHash), same.Exists(known => known.ContentHash != probe.ContentHash)));
            set.Count.ShouldBe(list.Count);
            var added = Any();
            set.Add(added);
            list.Add(added);
        }

        var shuffled = list.ToArray();
        random.Shuffle(shuffled);
        var other = new IdentitySet();
        foreach (var known in shuffled)
            other.Add(known);
        Bytes(other).ShouldBe(Bytes(set));
        var reader = new StateReader(Bytes(set));
        var read = IdentitySet.Read(ref reader);
        reader.AtEnd.ShouldBeTrue();
        read.Count.ShouldBe(list.Count);
        Bytes(read).ShouldBe(Bytes(set));
    });

    [Fact]
    public void Knows_ManyEntries_FindsEachAndNoOther()
    {
        var set = new IdentitySet();
        for (ulong i = 0; i < 10_000; i++)
            set.Add(new(i * 2, 0, i));
        for (ulong i = 0; i < 10_000; i++)
        {
            set.Match(i * 2, 0, i).ShouldBe((true, false));
            set.Knows((i * 2) + 1).ShouldBeFalse();
        }
    }

    private static byte[] Bytes(IdentitySet set)
    {
        var writer = new StateWriter();
        set.Write(writer);
        return writer.Written.ToArray();
    }
}
