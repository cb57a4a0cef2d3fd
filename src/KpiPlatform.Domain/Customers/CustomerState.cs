using System.Buffers.Binary;
using System.Runtime.InteropServices;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// The live state of one customer: which interactions are recorded, and the fold over the effective ones.
/// </summary>
/// <remarks>
/// The fold is kept twice: <c>base</c>, of the interactions up to some place in fold order, and <see cref="Fold"/>, of all. The window
/// between holds the latest interactions in encoded form. What comes in order is folded into the tip; what comes late, or
/// corrects, but lies in the window, folds the window again from the base; anything older needs the whole history
/// (<see cref="NeedsHistory"/>, <see cref="LoadHistory"/>). Whichever way, the state is the same function of the set of
/// interactions. Not thread-safe.
/// </remarks>
public sealed class CustomerState
{
    /// <summary>Most interactions kept in the window; beyond, the older half moves into the base.</summary>
    public const int MaxWindow = 32;

    // The state itself, beside its folds.
    private const int FixedBytes = 700;

    // A fold: what it always has, and what it keeps of an interaction (its order, its day).
    private const int FoldBytes = 500;
    private const int FoldEntryBytes = 48;

    // An encoded interaction's object and the headers of its arrays.
    private const int EntryBytes = 220;

    // The next late interaction may well go in a little before this one: from so far before it is folded on, not from the base.
    private const int NearLag = 8;

    private const int SumCapacity = 512;
    private const int MaxSumKept = 8_192;
    private const byte EncodingVersion = 5;
    private const int ChecksumBytes = 4;

    // 2^64 divided by the golden ratio, odd: sets the members' keys far apart.
    private const ulong MemberSpread = 0x9E3779B97F4A7C15;

    [ThreadStatic]
    private static CellDelta? _sum;

    private FoldContext _context;
    private readonly List<FoldEntry> _window = [];
    private long _windowBytes;
    private IdentitySet _identities = new();
    private CustomerFold? _base;
    private FoldKey? _baseKey;
    private CustomerFold _tip = new();

    // The fold of the base and the first so many of the window: some way before where the last late interaction went in. Null before the first.
    private CustomerFold? _near;
    private int _nearCount;

    /// <summary>Creates the state of a customer without interactions.</summary>
    public CustomerState(FoldContext context) => _context = context;

    /// <summary>Number of interactions recorded, revisions included.</summary>
    public long Version => _identities.Count;

    /// <summary>About how much memory the state takes, in bytes: within a factor of two for customers of usual size.</summary>
    public long EstimatedBytes
    {
        get
        {
            var folds = 1 + (_base is null ? 0 : 1) + (_near is null ? 0 : 1);
            return FixedBytes + (folds * (FoldBytes + (FoldEntryBytes * Version))) + _identities.EstimatedBytes + _windowBytes;
        }
    }

    /// <summary>The fold over all effective interactions. Read only until the next change.</summary>
    public CustomerFold Fold => _tip;

    /// <summary>Restores a snapshot.</summary>
    /// <exception cref="FormatException">The bytes are damaged or of a version that this program does not know.</exception>
    public static CustomerState Restore(ReadOnlySpan<byte> snapshot, FoldContext context)
    {
        var reader = new StateReader(WithoutChecksum(snapshot));
        if (reader.Unsigned() is var version && version != EncodingVersion)
            throw new FormatException($"A customer snapshot starts with version {EncodingVersion}, not {version}.");
        var state = new CustomerState(context) { _identities = IdentitySet.Read(ref reader) };
        if (reader.Flag())
            state._baseKey = new FoldKey(reader.Time(), reader.Text(), reader.Fixed64());
        state._tip = CustomerFold.Read(ref reader, context);
        if (!reader.AtEnd)
            throw new FormatException("A customer snapshot has bytes after its end.");
        state._base = state._tip.Clone();
        return state;
    }

    /// <summary>Builds the state from all rows of a customer, in any order.</summary>
    public static CustomerState Replay(IReadOnlyCollection<EncodedInteraction> rows, FoldContext context)
    {
        var state = new CustomerState(context);
        foreach (var row in rows)
            state.Remember(row);
        state.LoadHistory(rows);
        state._tip = state.FoldOn(new CustomerFold(), ContributionSink.Nothing);
        state.Trim();
        return state;
    }

    /// <summary>
    /// Adds what a customer contributes, without a state to go on with: as taking all rows of a new one does, but each interaction is folded
    /// once, in its place, in whatever order the rows come.
    /// </summary>
    /// <param name="rows">All rows of the customer, in any order.</param>
    /// <param name="context">The tenant's definition and the periods to keep.</param>
    /// <param name="delta">Where to add.</param>
    public static void Count(IReadOnlyCollection<EncodedInteraction> rows, FoldContext context, CellDelta delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        var state = new CustomerState(context);
        state.LoadHistory(rows);
        var sum = BeginSum();
        state.FoldOn(state._tip, new ContributionSink(sum));
        EndSum(sum, delta);
    }

    /// <summary>Goes on under a newer definition of the tenant; one under which what is recorded counts the same.</summary>
    public void UseContext(FoldContext context) => _context = context;

    /// <summary>
    /// Encodes the state: the same for the same set of interactions and definition, however it came about. Ends with a CRC-32C,
    /// because a damaged state would count wrongly for good, while one that is known to be damaged is replayed.
    /// </summary>
    public ReadOnlyMemory<byte> Snapshot()
    {
        var writer = new StateWriter();
        writer.Unsigned(EncodingVersion);
        _identities.Write(writer);
        var key = LastKey;
        writer.Flag(key is not null);
        if (key is { } last)
        {
            writer.Time(last.OccurredAt);
            writer.Text(last.Source);
            writer.Fixed64(last.IdentityHash);
        }

        _tip.Write(writer);
        writer.Fixed32(ChecksumOf(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>What an interaction is to this state.</summary>
    public RecordVerdict Classify(EncodedInteraction interaction)
    {
        var (same, different) = _identities.Match(KeyOf(interaction), interaction.Revision, interaction.ContentHash);
        return same ? RecordVerdict.Duplicate : different ? RecordVerdict.Differs : RecordVerdict.New;
    }

    /// <summary>Whether taking these interactions needs <see cref="LoadHistory"/> first: one is late, or corrects, beyond the window.</summary>
    public bool NeedsHistory(IReadOnlyList<EncodedInteraction> added)
    {
        if (_baseKey is not { } baseKey)
            return false;
        foreach (var interaction in added)
        {
            if (FoldEntry.Of(interaction).Key <= baseKey)
                return true;

            // Folded into the base: a revision of this interaction, or another interaction whose hash is the same.
            if (_identities.Knows(KeyOf(interaction)) && IndexInWindow(interaction) < 0)
                return true;
        }

        return false;
    }

    /// <summary>Puts the whole history into the window, so that any interaction can be taken.</summary>
    /// <param name="rows">All recorded interactions of the customer, in any order; exactly those that this state holds.</param>
    public void LoadHistory(IEnumerable<EncodedInteraction> rows)
    {
        var effective = new List<FoldEntry>();
        var firstByKey = new Dictionary<ulong, int>(rows.TryGetNonEnumeratedCount(out var count) ? count : 0);
        foreach (var row in rows)
        {
            var entry = FoldEntry.Of(row);
            ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(firstByKey, KeyOf(row), out var isKnown);
            if (!isKnown)
                first = effective.Count;
            var at = isKnown ? IndexOf(effective, row, first) : -1;
            if (at < 0)
                effective.Add(entry);
            else if (row.Revision > effective[at].Interaction.Revision)
                effective[at] = entry;
        }

        _base = null;
        _baseKey = null;
        _near = null;
        effective.Sort();
        _window.Clear();
        _window.AddRange(effective);
        _windowBytes = effective.Sum(BytesOf);
    }

    /// <summary>Takes new interactions and adds the difference of contributions to <paramref name="delta"/>.</summary>
    /// <param name="added">Interactions classified as new, in any order; <see cref="NeedsHistory"/> is false for them.</param>
    /// <param name="delta">Where to add; null to count nothing.</param>
    public void Add(IReadOnlyList<EncodedInteraction> added, CellDelta? delta)
    {
        ArgumentNullException.ThrowIfNull(added);

        var sum = delta is null ? null : BeginSum();
        var late = 0;
        for (; late < added.Count && IsNext(added[late]); late++)
            Append(added[late], sum);
        if (late < added.Count)
            Insert(added, late, sum);
        if (sum is not null)
            EndSum(sum, delta!);
        Trim();
    }

    /// <summary>Much of what a fold emits takes back what it emitted before: summed up in room that is kept, the rest is small.</summary>
    private static CellDelta BeginSum()
    {
        var sum = _sum ??= new CellDelta(SumCapacity);
        sum.Clear();
        return sum;
    }

    private static void EndSum(CellDelta sum, CellDelta delta)
    {
        delta.Add(sum);
        if (sum.Count > MaxSumKept)
            _sum = null;
    }

    private FoldKey? LastKey => _window.Count > 0 ? _window[^1].Key : _baseKey;

    private bool IsNext(EncodedInteraction interaction) =>
        !_identities.Knows(KeyOf(interaction))
        && (LastKey is not { } last || FoldEntry.Of(interaction).Key > last);

    private void Append(EncodedInteraction interaction, CellDelta? delta)
    {
        _tip.Apply(InteractionCodec.Decode(interaction), _context, new ContributionSink(delta));
        Insert(_window.Count, FoldEntry.Of(interaction));
        Remember(interaction);
    }

    /// <summary>Takes interactions that are late or correct: what the window adds behind the first change is taken back, and added as it is now.</summary>
    private void Insert(IReadOnlyList<EncodedInteraction> added, int from, CellDelta? delta)
    {
        var place = _window.Count;
        for (var i = from; i < added.Count; i++)
            place = Math.Min(place, FirstChangeOf(added[i]));
        var fold = FoldUpTo(place);
        var (before, decoded) = Decode(place);
        if (delta is not null)
            FoldOn(fold.Clone(), decoded, new ContributionSink(delta, -1));
        for (var i = from; i < added.Count; i++)
        {
            InsertInWindow(added[i]);
            Remember(added[i]);
        }

        _tip = FoldOn(fold, DecodeAgain(place, before, decoded), new ContributionSink(delta));
    }

    /// <summary>The fold of the base and the first so many of the window; the caller's own.</summary>
    private CustomerFold FoldUpTo(int count)
    {
        var (near, at) = _near is not null && _nearCount <= count ? (_near, _nearCount) : (_base?.Clone() ?? new CustomerFold(), 0);

        // Not to be found half folded, should what follows fail.
        _near = null;
        var lagging = Math.Max(at, count - NearLag);
        FoldOn(near, at, lagging);
        (_near, _nearCount) = (near, lagging);
        var fold = near.Clone();
        FoldOn(fold, lagging, count);
        return fold;
    }

    private void FoldOn(CustomerFold fold, int from, int to)
    {
        for (var i = from; i < to; i++)
            fold.Apply(InteractionCodec.Decode(_window[i].Interaction), _context, ContributionSink.Nothing);
    }

    private CustomerFold FoldOn(CustomerFold fold, ContributionSink sink)
    {
        foreach (var entry in _window)
            fold.Apply(InteractionCodec.Decode(entry.Interaction), _context, sink);
        return fold;
    }

    private CustomerFold FoldOn(CustomerFold fold, Interaction[] interactions, ContributionSink sink)
    {
        foreach (var interaction in interactions)
            fold.Apply(interaction, _context, sink);
        return fold;
    }

    /// <summary>The window from a place on, as it is kept and decoded.</summary>
    private (FoldEntry[] Entries, Interaction[] Decoded) Decode(int from)
    {
        var entries = _window.GetRange(from, _window.Count - from).ToArray();
        return (entries, Array.ConvertAll(entries, entry => InteractionCodec.Decode(entry.Interaction)));
    }

    /// <summary>The window from a place on after it was changed: what was there before, in the same order, is not decoded again.</summary>
    private Interaction[] DecodeAgain(int from, FoldEntry[] before, Interaction[] decoded)
    {
        var again = new Interaction[_window.Count - from];
        var next = 0;
        for (var i = 0; i < again.Length; i++)
        {
            var entry = _window[from + i];
            while (next < before.Length && before[next].CompareTo(entry) < 0)
                next++;
            again[i] = next < before.Length && ReferenceEquals(before[next].Interaction, entry.Interaction) ? decoded[next++] : InteractionCodec.Decode(entry.Interaction);
        }

        return again;
    }

    private void Remember(EncodedInteraction interaction) =>
        _identities.Add(new(KeyOf(interaction), interaction.Revision, interaction.ContentHash));

    /// <summary>What its identity is known by: the hash, and whose it is. The same id of two customers is two interactions, also once they are folded as one.</summary>
    private static ulong KeyOf(EncodedInteraction interaction) =>
        interaction.Member == 0 ? interaction.IdentityHash : interaction.IdentityHash ^ (interaction.Member * MemberSpread);

    /// <summary>Number of entries at the window's beginning that taking an interaction leaves as they are.</summary>
    private int FirstChangeOf(EncodedInteraction interaction)
    {
        var place = PlaceOf(FoldEntry.Of(interaction));
        var at = KnownIndexInWindow(interaction);
        return at < 0 ? place : Math.Min(at, place);
    }

    /// <summary>Puts an interaction in its place, unless a higher revision is there; a lower one makes way.</summary>
    private void InsertInWindow(EncodedInteraction interaction)
    {
        var at = KnownIndexInWindow(interaction);
        if (at >= 0)
        {
            if (_window[at].Interaction.Revision > interaction.Revision)
                return;
            _windowBytes -= BytesOf(_window[at]);
            _window.RemoveAt(at);
        }

        var entry = FoldEntry.Of(interaction);
        Insert(PlaceOf(entry), entry);
    }

    private int PlaceOf(FoldEntry entry)
    {
        var place = _window.Count;
        while (place > 0 && _window[place - 1].CompareTo(entry) > 0)
            place--;
        return place;
    }

    private void Insert(int place, FoldEntry entry)
    {
        _window.Insert(place, entry);
        _windowBytes += BytesOf(entry);
    }

    private static long BytesOf(FoldEntry entry) => EntryBytes + entry.Interaction.Facts.Length + entry.Interaction.Personal.Length;

    private static ReadOnlySpan<byte> WithoutChecksum(ReadOnlySpan<byte> snapshot)
    {
        if (snapshot.Length < ChecksumBytes)
            throw new FormatException($"A customer snapshot has at least {ChecksumBytes} bytes, not {snapshot.Length}.");
        var content = snapshot[..^ChecksumBytes];
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(snapshot[^ChecksumBytes..]);
        return ChecksumOf(content) == stored
            ? content
            : throw new FormatException($"A customer snapshot's checksum is {ChecksumOf(content):x8}, stored is {stored:x8}.");
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> content) => Checksum.Finish(Checksum.Add(Checksum.Start, content));

    /// <summary>Place of another revision of an interaction; −1 if there is none in the window, mostly known without looking.</summary>
    private int KnownIndexInWindow(EncodedInteraction interaction) => _identities.Knows(KeyOf(interaction)) ? IndexInWindow(interaction) : -1;

    private static int IndexOf(List<FoldEntry> entries, EncodedInteraction interaction, int from) => entries.FindIndex(from, entry => entry.SameIdentity(interaction));

    private int IndexInWindow(EncodedInteraction interaction)
    {
        for (var i = _window.Count - 1; i >= 0; i--)
        {
            if (_window[i].SameIdentity(interaction))
                return i;
        }

        return -1;
    }

    private void Trim()
    {
        if (_window.Count <= MaxWindow)
            return;
        var moved = _window.Count - (MaxWindow / 2);
        _base ??= new CustomerFold();
        for (var i = 0; i < moved; i++)
        {
            _base.Apply(InteractionCodec.Decode(_window[i].Interaction), _context, ContributionSink.Nothing);
            _windowBytes -= BytesOf(_window[i]);
        }

        _baseKey = _window[moved - 1].Key;
        _window.RemoveRange(0, moved);
        _nearCount -= moved;
        if (_nearCount < 0)
            _near = null;
    }
}
