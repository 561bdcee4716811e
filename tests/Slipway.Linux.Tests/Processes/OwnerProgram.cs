using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Processes;

namespace Slipway.Linux.Tests.Processes;

/// <summary>The other face of this test program: started with <see cref="Argument"/> it owns a child, prints its id and waits to be killed.</summary>
internal static class OwnerProgram
{
    public const string Argument = "--own-a-child";

#pragma warning disable CA2255 // Runs before the test framework's own entry point, which knows no such argument.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Start()
    {
        if (Environment.GetCommandLineArgs() is not [_, Argument])
            return;
        using var output = new SafeFileHandle(1, ownsHandle: false);
        // No async method of this assembly: its code does not run on other threads until the initializer is done.
        var child = ChildProcess.StartAsync(new ChildConfig
        {
            Program = "/bin/sh",
            Arguments = ["-c", "exec sleep 1000"],
            Environment = ["PATH=/usr/bin:/bin"],
            Descriptors = [output],
        }).GetAwaiter().GetResult();
        Console.WriteLine(child.Id);
        child.Exited.GetAwaiter().GetResult();
    }
}
