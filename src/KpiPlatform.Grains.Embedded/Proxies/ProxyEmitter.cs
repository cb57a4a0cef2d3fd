using System.Reflection;
using System.Reflection.Emit;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>
/// Emits, for each grain interface, a class derived from <see cref="GrainReference"/> and for each of its methods a struct
/// that holds the arguments. Structs, so that a call on an idle grain allocates no argument object.
/// </summary>
internal static class ProxyEmitter
{
    private const MethodAttributes ImplementationAttributes =
        MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot;

    private static readonly Lock Gate = new();
    private static readonly AssemblyBuilder Assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("KpiPlatform.Grains.Embedded.Emitted"), AssemblyBuilderAccess.Run);
    private static readonly ModuleBuilder Module = Assembly.DefineDynamicModule("Emitted");
    private static readonly HashSet<string> AccessibleAssemblies = [];

    public static Func<GrainInterfaceInfo, GrainClass, string, GrainReference> Emit(GrainInterfaceInfo info)
    {
        lock (Gate)
        {
            AllowAccessTo(typeof(ProxyEmitter).Assembly);
            AllowAccessTo(info.Type.Assembly);
            foreach (var type in info.Methods.SelectMany(m => m.Method.GetParameters().Select(p => p.ParameterType).Append(m.Method.ReturnType).Append(m.Method.DeclaringType!)))
            {
                AllowAccessToAll(type);
            }

            var requests = Array.ConvertAll(info.Methods, method => EmitRequest(info, method));
            return EmitReference(info, requests);
        }
    }

    private static void AllowAccessToAll(Type type)
    {
        AllowAccessTo(type.Assembly);
        foreach (var argument in type.GetGenericArguments())
        {
            AllowAccessToAll(argument);
        }

        if (type.HasElementType)
        {
            AllowAccessToAll(type.GetElementType()!);
        }
    }

    // Grain interfaces and messages may be internal to their assembly; the loader honours this attribute by its name.
    private static void AllowAccessTo(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        if (AccessibleAssemblies.Add(name))
        {
            var constructor = typeof(System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
            Assembly.SetCustomAttribute(new CustomAttributeBuilder(constructor, [name]));
        }
    }

    private static Type EmitRequest(GrainInterfaceInfo info, GrainMethodInfo method)
    {
        var contract = method.Shape == ResultShape.Stream
            ? typeof(IGrainStreamRequest<>).MakeGenericType(method.ResultType)
            : typeof(IGrainRequest<>).MakeGenericType(method.ResultType);
        var type = Module.DefineType(
            $"{info.Name}_{info.Id}.{method.Name}_{method.Index}",
            TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout,
            typeof(ValueType));
        type.AddInterfaceImplementation(contract);
        var fields = method.Method.GetParameters()
            .Select(p => (p.ParameterType, Field: type.DefineField($"Argument{p.Position}", p.ParameterType, FieldAttributes.Public)))
            .ToArray();
        EmitInvoke(type, contract, method, [.. fields.Select(f => f.Field)]);
        EmitToken(type, fields.FirstOrDefault(f => f.ParameterType == typeof(CancellationToken)).Field);
        EmitArguments(type, [.. fields.Where(f => f.ParameterType != typeof(CancellationToken)).Select(f => f.Field)]);
        return type.CreateType();
    }

    private static void EmitInvoke(TypeBuilder type, Type contract, GrainMethodInfo method, FieldBuilder[] fields)
    {
        var declared = contract.GetMethod("Invoke")!;
        var invoke = type.DefineMethod("Invoke", ImplementationAttributes, declared.ReturnType, [typeof(object)]);
        var il = invoke.GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.Method.DeclaringType!);
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
        }

        il.Emit(OpCodes.Callvirt, method.Method);
        var convert = method.Shape switch
        {
            ResultShape.Task => typeof(RequestResults).GetMethod(nameof(RequestResults.FromTask))!,
            ResultShape.ValueTask => typeof(RequestResults).GetMethod(nameof(RequestResults.FromValueTask))!,
            ResultShape.TaskOf => typeof(RequestResults).GetMethod(nameof(RequestResults.FromTaskOf))!.MakeGenericMethod(method.ResultType),
            _ => null,
        };
        if (convert is not null)
        {
            il.Emit(OpCodes.Call, convert);
        }

        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(invoke, declared);
    }

    private static void EmitToken(TypeBuilder type, FieldBuilder? field)
    {
        var property = typeof(IGrainRequest).GetProperty(nameof(IGrainRequest.CancellationToken))!;
        var getter = type.DefineMethod("get_Token", ImplementationAttributes, typeof(CancellationToken), Type.EmptyTypes);
        var il = getter.GetILGenerator();
        if (field is null)
        {
            var none = il.DeclareLocal(typeof(CancellationToken));
            il.Emit(OpCodes.Ldloca, none);
            il.Emit(OpCodes.Initobj, typeof(CancellationToken));
            il.Emit(OpCodes.Ldloc, none);
        }
        else
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
        }

        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(getter, property.GetMethod!);

        var setter = type.DefineMethod("set_Token", ImplementationAttributes, typeof(void), [typeof(CancellationToken)]);
        il = setter.GetILGenerator();
        if (field is not null)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Stfld, field);
        }

        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(setter, property.SetMethod!);
    }

    private static void EmitArguments(TypeBuilder type, FieldBuilder[] fields)
    {
        var get = type.DefineMethod("GetArgument", ImplementationAttributes, typeof(object), [typeof(int)]);
        EmitSwitch(get.GetILGenerator(), fields, static (il, field) =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
            il.Emit(OpCodes.Box, field.FieldType);
        });
        type.DefineMethodOverride(get, typeof(IGrainRequest).GetMethod(nameof(IGrainRequest.GetArgument))!);

        var set = type.DefineMethod("SetArgument", ImplementationAttributes, typeof(void), [typeof(int), typeof(object)]);
        EmitSwitch(set.GetILGenerator(), fields, static (il, field) =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Unbox_Any, field.FieldType);
            il.Emit(OpCodes.Stfld, field);
        });
        type.DefineMethodOverride(set, typeof(IGrainRequest).GetMethod(nameof(IGrainRequest.SetArgument))!);
    }

    private static void EmitSwitch(ILGenerator il, FieldBuilder[] fields, Action<ILGenerator, FieldBuilder> emitCase)
    {
        var labels = Array.ConvertAll(fields, _ => il.DefineLabel());
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Switch, labels);
        il.Emit(OpCodes.Ldstr, "index");
        il.Emit(OpCodes.Newobj, typeof(ArgumentOutOfRangeException).GetConstructor([typeof(string)])!);
        il.Emit(OpCodes.Throw);
        for (var i = 0; i < fields.Length; i++)
        {
            il.MarkLabel(labels[i]);
            emitCase(il, fields[i]);
            il.Emit(OpCodes.Ret);
        }
    }

    private static Func<GrainInterfaceInfo, GrainClass, string, GrainReference> EmitReference(GrainInterfaceInfo info, Type[] requests)
    {
        Type[] constructorParameters = [typeof(GrainInterfaceInfo), typeof(GrainClass), typeof(string)];
        var type = Module.DefineType($"{info.Name}_{info.Id}.Reference", TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference));
        type.AddInterfaceImplementation(info.Type);
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, constructorParameters);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Call, typeof(GrainReference).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, constructorParameters)!);
        il.Emit(OpCodes.Ret);
        foreach (var method in info.Methods)
        {
            EmitMethod(type, method, requests[method.Index]);
        }

        var create = type.DefineMethod("Create", MethodAttributes.Public | MethodAttributes.Static, typeof(GrainReference), constructorParameters);
        il = create.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
        return type.CreateType().GetMethod("Create")!.CreateDelegate<Func<GrainInterfaceInfo, GrainClass, string, GrainReference>>();
    }

    private static void EmitMethod(TypeBuilder type, GrainMethodInfo method, Type request)
    {
        var parameters = Array.ConvertAll(method.Method.GetParameters(), p => p.ParameterType);
        var body = type.DefineMethod($"{method.DisplayName}_{method.Index}", ImplementationAttributes, method.Method.ReturnType, parameters);
        var il = body.GetILGenerator();
        var local = il.DeclareLocal(request);
        il.Emit(OpCodes.Ldloca, local);
        il.Emit(OpCodes.Initobj, request);
        for (var i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldloca, local);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Stfld, request.GetField($"Argument{i}")!);
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, method.Index);
        il.Emit(OpCodes.Ldloc, local);
        var (name, typeArguments) = method.Shape switch
        {
            ResultShape.Task => (nameof(GrainReference.CallTask), new[] { request }),
            ResultShape.TaskOf => (nameof(GrainReference.CallTaskOf), [request, method.ResultType]),
            ResultShape.ValueTask => (nameof(GrainReference.CallValueTask), [request]),
            ResultShape.ValueTaskOf => (nameof(GrainReference.CallValueTaskOf), [request, method.ResultType]),
            _ => (nameof(GrainReference.CallStream), [request, method.ResultType]),
        };
        il.Emit(OpCodes.Call, typeof(GrainReference).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(typeArguments));
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(body, method.Method);
    }
}
