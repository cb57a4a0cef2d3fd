using System.Collections;
using System.Collections.Concurrent;
using System.Numerics;
using System.Reflection;
using KpiPlatform.Grains.Embedded.Hosting;

namespace KpiPlatform.Grains.Embedded.Parity;

/// <summary>
/// Copies a message the way it would come out of the Orleans serializer at the other end: only members with an id survive,
/// references within one message are kept, unknown types fail. Serves one message.
/// </summary>
internal sealed class MessageCopier(string where)
{
    private static readonly ConcurrentDictionary<Type, CopyRule> Rules = new();

    private static readonly HashSet<Type> Atoms =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(Uri), typeof(Version), typeof(BigInteger), typeof(Int128), typeof(UInt128), typeof(Half),
        typeof(GrainId), typeof(GrainType), typeof(IdSpan), typeof(CancellationToken),
    ];

    private readonly Dictionary<object, object> _copies = new(ReferenceEqualityComparer.Instance);

    /// <summary>Copies a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it stands in the message, for the complaint.</param>
    /// <exception cref="GrainMessageException">No serializer would know the type.</exception>
    public object? Copy(object? value, string path)
    {
        if (value is null)
        {
            return null;
        }

        var type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || Atoms.Contains(type) || value is GrainReference or Type)
        {
            return value;
        }

        if (!type.IsValueType && _copies.TryGetValue(value, out var known))
        {
            return known;
        }

        return value switch
        {
            Exception exception => ExceptionCopier.Copy(this, exception, path),
            Array array => CopyArray(array, path),
            _ when type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) => CopyMembers(value, type, path),
            _ when type.IsGenericType => CopyWellKnown(value, type, path),
            _ => throw Unknown(type, path),
        };
    }

    public void Remember(object original, object copy) => _copies[original] = copy;

    /// <summary>Copies members with ids, at every level of the hierarchy that is marked.</summary>
    public void CopyMembersInto(object original, object copy, Type type, string path)
    {
        foreach (var member in Rules.GetOrAdd(type, static t => new CopyRule(t)).Members)
        {
            member.SetValue(copy, Copy(member.GetValue(original), $"{path}.{CopyRule.NameOf(member)}"));
        }
    }

    public GrainMessageException Unknown(Type type, string path) => new(
        $"{type} stands at {path} of {where}. What crosses a grain boundary is a primitive, a collection, or marked with {nameof(GenerateSerializerAttribute)}.");

    private object CopyMembers(object value, Type type, string path)
    {
        var copy = Rules.GetOrAdd(type, static t => new CopyRule(t)).CreateInstance();
        if (!type.IsValueType)
        {
            Remember(value, copy);
        }

        CopyMembersInto(value, copy, type, path);
        return copy;
    }

    private Array CopyArray(Array array, string path)
    {
        var copy = (Array)array.Clone();
        Remember(array, copy);
        var element = array.GetType().GetElementType()!;
        if (element.IsPrimitive || element == typeof(string))
        {
            return copy;
        }

        var indices = new int[array.Rank];
        CopyDimension(array, copy, indices, 0, path);
        return copy;
    }

    private void CopyDimension(Array array, Array copy, int[] indices, int dimension, string path)
    {
        for (var i = array.GetLowerBound(dimension); i <= array.GetUpperBound(dimension); i++)
        {
            indices[dimension] = i;
            if (dimension < array.Rank - 1)
            {
                CopyDimension(array, copy, indices, dimension + 1, path);
            }
            else
            {
                copy.SetValue(Copy(array.GetValue(indices), $"{path}[{i}]"), indices);
            }
        }
    }

    private object CopyWellKnown(object value, Type type, string path)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        if (definition.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal)
            || definition.FullName.StartsWith("System.Tuple`", StringComparison.Ordinal)
            || definition == typeof(KeyValuePair<,>))
        {
            return CopyFields(value, type, path);
        }

        if (definition == typeof(Memory<>) || definition == typeof(ReadOnlyMemory<>))
        {
            var array = (Array)type.GetMethod("ToArray")!.Invoke(value, null)!;
            return Activator.CreateInstance(type, CopyArray(array, path))!;
        }

        if (CollectionKinds.CreatorOf(definition, arguments) is not { } create)
        {
            throw Unknown(type, path);
        }

        var items = new List<object?>();
        var index = 0;
        foreach (var item in (IEnumerable)value)
        {
            items.Add(Copy(item, $"{path}[{index++}]"));
        }

        var copy = create(value, items);
        if (!type.IsValueType)
        {
            Remember(value, copy);
        }

        return copy;
    }

    private object CopyFields(object value, Type type, string path)
    {
        var copy = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            field.SetValue(copy, Copy(field.GetValue(value), $"{path}.{field.Name}"));
        }

        return copy;
    }
}
