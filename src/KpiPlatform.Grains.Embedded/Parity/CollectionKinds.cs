using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;

namespace KpiPlatform.Grains.Embedded.Parity;

/// <summary>The collections that the Orleans serializer knows by itself, and how to build one from its items.</summary>
internal static class CollectionKinds
{
    private static readonly ConcurrentDictionary<Type, Func<object, List<object?>, object>?> Creators = new();

    private static readonly Dictionary<Type, string> Kinds = new()
    {
        [typeof(List<>)] = nameof(CreateList),
        [typeof(HashSet<>)] = nameof(CreateHashSet),
        [typeof(SortedSet<>)] = nameof(CreateSortedSet),
        [typeof(Queue<>)] = nameof(CreateQueue),
        [typeof(Stack<>)] = nameof(CreateStack),
        [typeof(Dictionary<,>)] = nameof(CreateDictionary),
        [typeof(SortedDictionary<,>)] = nameof(CreateSortedDictionary),
        [typeof(ReadOnlyCollection<>)] = nameof(CreateReadOnlyCollection),
        [typeof(ReadOnlyDictionary<,>)] = nameof(CreateReadOnlyDictionary),
        [typeof(ImmutableArray<>)] = nameof(CreateImmutableArray),
        [typeof(ImmutableList<>)] = nameof(CreateImmutableList),
        [typeof(ImmutableHashSet<>)] = nameof(CreateImmutableHashSet),
        [typeof(ImmutableSortedSet<>)] = nameof(CreateImmutableSortedSet),
        [typeof(ImmutableDictionary<,>)] = nameof(CreateImmutableDictionary),
        [typeof(ImmutableSortedDictionary<,>)] = nameof(CreateImmutableSortedDictionary),
    };

    /// <summary>Gets what builds a collection of the given kind, from the original (for its comparer) and copied items; null if the kind is unknown.</summary>
    public static Func<object, List<object?>, object>? CreatorOf(Type definition, Type[] arguments) =>
        Kinds.TryGetValue(definition, out var name)
            ? Creators.GetOrAdd(definition.MakeGenericType(arguments), _ => typeof(CollectionKinds)
                .GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(arguments)
                .CreateDelegate<Func<object, List<object?>, object>>())
            : null;

    private static IEnumerable<T> Items<T>(List<object?> items) => items.Cast<T>();

    private static IEnumerable<KeyValuePair<TKey, TValue>> Pairs<TKey, TValue>(List<object?> items) => items.Cast<KeyValuePair<TKey, TValue>>();

    private static List<T> CreateList<T>(object original, List<object?> items) => [.. Items<T>(items)];

    private static HashSet<T> CreateHashSet<T>(object original, List<object?> items) => new(Items<T>(items), ((HashSet<T>)original).Comparer);

    private static SortedSet<T> CreateSortedSet<T>(object original, List<object?> items) => new(Items<T>(items), ((SortedSet<T>)original).Comparer);

    private static Queue<T> CreateQueue<T>(object original, List<object?> items) => new(Items<T>(items));

    private static Stack<T> CreateStack<T>(object original, List<object?> items) => new(Items<T>(items).Reverse());

    private static Dictionary<TKey, TValue> CreateDictionary<TKey, TValue>(object original, List<object?> items)
        where TKey : notnull => new(Pairs<TKey, TValue>(items), ((Dictionary<TKey, TValue>)original).Comparer);

    private static SortedDictionary<TKey, TValue> CreateSortedDictionary<TKey, TValue>(object original, List<object?> items)
        where TKey : notnull => new(new Dictionary<TKey, TValue>(Pairs<TKey, TValue>(items)), ((SortedDictionary<TKey, TValue>)original).Comparer);

    private static ReadOnlyCollection<T> CreateReadOnlyCollection<T>(object original, List<object?> items) => new([.. Items<T>(items)]);

    private static ReadOnlyDictionary<TKey, TValue> CreateReadOnlyDictionary<TKey, TValue>(object original, List<object?> items)
        where TKey : notnull => new(new Dictionary<TKey, TValue>(Pairs<TKey, TValue>(items)));

    private static object CreateImmutableArray<T>(object original, List<object?> items) =>
        ((ImmutableArray<T>)original).IsDefault ? default(ImmutableArray<T>) : ImmutableArray.CreateRange(Items<T>(items));

    private static ImmutableList<T> CreateImmutableList<T>(object original, List<object?> items) => [.. Items<T>(items)];

    private static ImmutableHashSet<T> CreateImmutableHashSet<T>(object original, List<object?> items) =>
        ImmutableHashSet.CreateRange(((ImmutableHashSet<T>)original).KeyComparer, Items<T>(items));

    private static ImmutableSortedSet<T> CreateImmutableSortedSet<T>(object original, List<object?> items) =>
        ImmutableSortedSet.CreateRange(((ImmutableSortedSet<T>)original).KeyComparer, Items<T>(items));

    private static ImmutableDictionary<TKey, TValue> CreateImmutableDictionary<TKey, TValue>(object original, List<object?> items)
        where TKey : notnull => ImmutableDictionary.CreateRange(((ImmutableDictionary<TKey, TValue>)original).KeyComparer, Pairs<TKey, TValue>(items));

    private static ImmutableSortedDictionary<TKey, TValue> CreateImmutableSortedDictionary<TKey, TValue>(object original, List<object?> items)
        where TKey : notnull => ImmutableSortedDictionary.CreateRange(((ImmutableSortedDictionary<TKey, TValue>)original).KeyComparer, Pairs<TKey, TValue>(items));
}
