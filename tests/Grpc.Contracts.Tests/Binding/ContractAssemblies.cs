using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Grpc.Contracts.Tests.Binding;

/// <summary>The types and members that other assemblies can reach in the contract assemblies.</summary>
internal sealed class ContractAssemblies
{
    private readonly Dictionary<string, (MetadataReader Reader, TypeDefinition Type)> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withheld;

    /// <summary>Reads the assemblies; the files are not kept open.</summary>
    /// <param name="paths">The assemblies.</param>
    /// <param name="withheld">Members to treat as absent, as <c>type::signature</c>.</param>
    public ContractAssemblies(IEnumerable<string> paths, params string[] withheld)
    {
        _withheld = new HashSet<string>(withheld, StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var reader = new PEReader(ImmutableArray.Create(File.ReadAllBytes(path))).GetMetadataReader();
            var assembly = reader.GetString(reader.GetAssemblyDefinition().Name);
            foreach (var handle in reader.TypeDefinitions)
            {
                if (IsVisible(reader, handle))
                    _types.Add($"[{assembly}]{SignatureNames.Name(reader, handle)}", (reader, reader.GetTypeDefinition(handle)));
            }
        }
    }

    /// <summary>Whether the type exists and can be seen from outside.</summary>
    /// <param name="type">As <c>[assembly]name</c>.</param>
    public bool HasType(string type) => _types.ContainsKey(type);

    /// <summary>Whether a type or one of its bases declares a reachable member of this signature.</summary>
    /// <param name="type">As <c>[assembly]name</c>.</param>
    /// <param name="signature">As <see cref="SignatureNames"/> spells it.</param>
    public bool HasMember(string type, string signature) => HasMember(type, signature, []);

    private bool HasMember(string type, string signature, ImmutableArray<string> arguments)
    {
        if (!_types.TryGetValue(type, out var found) || _withheld.Contains($"{type}::{signature}"))
            return false;

        var (reader, definition) = found;
        return Members(reader, definition, arguments).Contains(signature, StringComparer.Ordinal)
            || (!definition.BaseType.IsNil && InBase(reader, definition.BaseType, signature));
    }

    private bool InBase(MetadataReader reader, EntityHandle baseType, string signature)
    {
        var generic = baseType.Kind == HandleKind.TypeSpecification ? GenericTypeHandle.Read(reader, (TypeSpecificationHandle)baseType) : null;
        var handle = generic?.Type ?? baseType;
        var name = SignatureNames.Name(reader, handle);
        var scope = handle.Kind == HandleKind.TypeReference ? PackageReferences.Scope(reader, (TypeReferenceHandle)handle) : reader.GetString(reader.GetAssemblyDefinition().Name);
        return HasMember($"[{scope}]{name}", signature, generic?.Arguments ?? []);
    }

    private static IEnumerable<string> Members(MetadataReader reader, TypeDefinition type, ImmutableArray<string> arguments)
    {
        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            if (IsReachable((int)(method.Attributes & MethodAttributes.MemberAccessMask)))
                yield return SignatureNames.Method(reader.GetString(method.Name), method.DecodeSignature(SignatureNames.Instance, arguments));
        }

        foreach (var handle in type.GetFields())
        {
            var field = reader.GetFieldDefinition(handle);
            if (IsReachable((int)(field.Attributes & FieldAttributes.FieldAccessMask)))
                yield return SignatureNames.Field(reader.GetString(field.Name), field.DecodeSignature(SignatureNames.Instance, arguments));
        }
    }

    // The access values of methods and fields are the same: ECMA-335 II.23.1.5 and II.23.1.10.
    private static bool IsReachable(int access) =>
        (MethodAttributes)access is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static bool IsVisible(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsVisible(reader, type.GetDeclaringType()),
            _ => false,
        };
    }
}
