using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace KpiPlatform.Grains.Embedded.Tests.Surface;

/// <summary>
/// The types and members of an assembly that others can use, one line each. Reads metadata without loading anything, so it
/// reads an assembly whose references are absent just as well.
/// </summary>
internal static class PublicSurface
{
    private static readonly SignatureText Text = new();

    /// <summary>Lists the surface by namespace.</summary>
    public static ILookup<string, string> Of(string assemblyPath)
    {
        using var stream = File.OpenRead(assemblyPath);
        using var image = new PEReader(stream);
        var reader = image.GetMetadataReader();
        return reader.TypeDefinitions
            .Select(reader.GetTypeDefinition)
            .Where(t => (t.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
            .SelectMany(t => LinesOf(reader, t).Select(line => (Namespace: reader.GetString(t.Namespace), Line: line)))
            .ToLookup(l => l.Namespace, l => l.Line);
    }

    private static IEnumerable<string> LinesOf(MetadataReader reader, TypeDefinition type)
    {
        var generics = type.GetGenericParameters().Select(reader.GetGenericParameter).ToArray();
        var name = SignatureText.WithoutArity(reader.GetString(type.Name))
            + (generics.Length == 0 ? string.Empty : $"<{string.Join(", ", generics.Select((_, i) => $"!{i}"))}>");
        var kind = KindOf(reader, type);
        yield return $"{name}: {kind}{Constraints(reader, generics, "!")}";
        if (kind == "enum")
        {
            foreach (var field in type.GetFields().Select(reader.GetFieldDefinition).Where(f => f.Attributes.HasFlag(FieldAttributes.Literal)))
            {
                yield return $"{name}: {reader.GetString(field.Name)} = {ConstantOf(reader, field.GetDefaultValue())}";
            }

            yield break;
        }

        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            if ((field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family)
            {
                yield return $"{name}: field {reader.GetString(field.Name)}";
            }
        }

        var accessors = new HashSet<MethodDefinitionHandle>();
        foreach (var property in type.GetProperties().Select(reader.GetPropertyDefinition))
        {
            var pair = property.GetAccessors();
            accessors.UnionWith([pair.Getter, pair.Setter]);
            var visible = new[] { pair.Getter, pair.Setter }.Where(h => !h.IsNil && IsVisible(reader.GetMethodDefinition(h))).ToArray();
            if (visible.Length == 0)
            {
                continue;
            }

            var result = property.DecodeSignature(Text, []).ReturnType;
            var required = HasAttribute(reader, property.GetCustomAttributes(), "RequiredMemberAttribute") ? "required " : string.Empty;
            var verbs = visible.Select(h => h == pair.Getter ? "get;" : IsInit(reader, h) ? "init;" : "set;");
            yield return $"{name}: {Modifiers(reader.GetMethodDefinition(visible[0]), kind == "interface")}{required}{result} {reader.GetString(property.Name)} {{ {string.Join(' ', verbs)} }}";
        }

        foreach (var handle in type.GetMethods().Where(h => !accessors.Contains(h)))
        {
            var method = reader.GetMethodDefinition(handle);
            if (IsVisible(method))
            {
                yield return $"{name}: {MethodLine(reader, method, name, kind == "interface")}";
            }
        }
    }

    private static string MethodLine(MetadataReader reader, MethodDefinition method, string typeName, bool isInterface)
    {
        var generics = method.GetGenericParameters().Select(reader.GetGenericParameter).ToArray();
        var signature = method.DecodeSignature(Text, []);
        var parameters = method.GetParameters().Select(reader.GetParameter).Where(p => p.SequenceNumber > 0).OrderBy(p => p.SequenceNumber).ToArray();
        var list = parameters.Select((p, i) =>
        {
            var parameterType = signature.ParameterTypes[i];
            if (parameterType.StartsWith("ref ", StringComparison.Ordinal) && p.Attributes.HasFlag(ParameterAttributes.Out))
            {
                parameterType = $"out {parameterType[4..]}";
            }

            var optional = p.Attributes.HasFlag(ParameterAttributes.Optional) ? $" = {ConstantOf(reader, p.GetDefaultValue())}" : string.Empty;
            return $"{parameterType} {reader.GetString(p.Name)}{optional}";
        });
        var name = reader.GetString(method.Name);
        var arguments = string.Join(", ", list);
        var modifiers = Modifiers(method, isInterface);
        return name == ".ctor"
            ? $"{modifiers}{typeName.Split('<')[0]}({arguments})"
            : $"{modifiers}{signature.ReturnType} {name}{(generics.Length == 0 ? string.Empty : $"<{string.Join(", ", generics.Select((_, i) => $"!!{i}"))}>")}({arguments}){Constraints(reader, generics, "!!")}";
    }

    private static string KindOf(MetadataReader reader, TypeDefinition type)
    {
        if (type.Attributes.HasFlag(TypeAttributes.Interface))
        {
            return "interface";
        }

        var parent = type.BaseType.IsNil ? string.Empty : NameOf(reader, type.BaseType);
        return parent switch
        {
            "Enum" => "enum",
            "ValueType" => "struct",
            "MulticastDelegate" => "delegate",
            _ => (type.Attributes & (TypeAttributes.Abstract | TypeAttributes.Sealed)) switch
            {
                TypeAttributes.Abstract | TypeAttributes.Sealed => "static class",
                TypeAttributes.Abstract => $"abstract class : {parent}",
                TypeAttributes.Sealed => $"sealed class : {parent}",
                _ => $"class : {parent}",
            },
        };
    }

    private static string Modifiers(MethodDefinition method, bool isInterface)
    {
        var attributes = method.Attributes;
        if (attributes.HasFlag(MethodAttributes.Virtual) && isInterface)
        {
            // Whether a member of an interface has a body makes no difference to who calls it.
            return string.Empty;
        }

        var access = (attributes & MethodAttributes.MemberAccessMask) switch
        {
            MethodAttributes.Public => string.Empty,
            MethodAttributes.FamORAssem => "protected internal ",
            _ => "protected ",
        };
        if (attributes.HasFlag(MethodAttributes.Static))
        {
            return access + "static ";
        }

        // Virtual and final with a slot of its own is how a plain method implements an interface.
        if (!attributes.HasFlag(MethodAttributes.Virtual) || (attributes & (MethodAttributes.NewSlot | MethodAttributes.Final)) == (MethodAttributes.NewSlot | MethodAttributes.Final))
        {
            return access;
        }

        var kind = attributes.HasFlag(MethodAttributes.Abstract) ? "abstract "
            : attributes.HasFlag(MethodAttributes.NewSlot) ? "virtual "
            : attributes.HasFlag(MethodAttributes.Final) ? "sealed override "
            : "override ";
        return access + kind;
    }

    private static string Constraints(MetadataReader reader, GenericParameter[] generics, string prefix) => string.Concat(generics.Select((g, i) =>
    {
        var parts = g.GetConstraints().Select(c => NameOf(reader, reader.GetGenericParameterConstraint(c).Type)).Order(StringComparer.Ordinal).ToList();
        if (g.Attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Insert(0, "class");
        }

        return parts.Count == 0 ? string.Empty : $" where {prefix}{i} : {string.Join(", ", parts)}";
    }));

    private static string NameOf(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => Text.GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeDefinition => Text.GetTypeFromDefinition(reader, (TypeDefinitionHandle)handle, 0),
        _ => Text.GetTypeFromSpecification(reader, [], (TypeSpecificationHandle)handle, 0),
    };

    private static bool IsVisible(MethodDefinition method) =>
        (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static bool IsInit(MetadataReader reader, MethodDefinitionHandle handle)
    {
        var blob = reader.GetBlobReader(reader.GetMethodDefinition(handle).Signature);
        blob.ReadSignatureHeader();
        blob.ReadCompressedInteger();
        return blob.ReadSignatureTypeCode() == SignatureTypeCode.RequiredModifier;
    }

    private static bool HasAttribute(MetadataReader reader, CustomAttributeHandleCollection attributes, string name) => attributes
        .Select(a => reader.GetCustomAttribute(a).Constructor)
        .Any(c => c.Kind == HandleKind.MemberReference && NameOf(reader, reader.GetMemberReference((MemberReferenceHandle)c).Parent) == name);

    private static string ConstantOf(MetadataReader reader, ConstantHandle handle)
    {
        if (handle.IsNil)
        {
            return "default";
        }

        var constant = reader.GetConstant(handle);
        return reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)?.ToString() ?? "null";
    }
}
