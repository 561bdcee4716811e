using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Processes;

/// <summary>Starts an <see cref="OwnedChild"/> with exactly the descriptors it is to have.</summary>
internal static class OwnedChildSpawn
{
    /// <summary>Starts <c>arguments[0]</c> and returns the child's id. Must be called on the thread that will wait for it.</summary>
    public static int Start(IReadOnlyList<string> arguments, OwnedChildConfig config)
    {
        var duplicates = new List<FileDescriptor>();
        try
        {
            using var spawn = new PosixSpawn();
            SetDescriptors(spawn, config, duplicates);
            if (config.WorkingDirectory is { } directory)
                spawn.ChangeDirectory(directory);
            using var argv = new StringArray(arguments);
            using var environment = new StringArray(config.Environment);
            var errno = spawn.TryStart(arguments[0], argv, environment, out var id);
            return errno == 0 ? id : throw new LinuxException("posix_spawn", errno, arguments[0]);
        }
        finally
        {
            duplicates.ForEach(d => d.Dispose());
        }
    }

    private static void SetDescriptors(PosixSpawn spawn, OwnedChildConfig config, List<FileDescriptor> duplicates)
    {
        const int First = OwnedChildConfig.FirstDescriptor;
        var end = First + config.Descriptors.Count;
        SafeHandle?[] standard = [null, config.StandardOutput, config.StandardError];
        for (var i = 0; i < First; i++)
        {
            if (standard[i] is { } stream)
                Move(stream, i);
            else
                spawn.Open(i, "/dev/null", OpenFlags.ReadWrite);
        }
        for (var i = 0; i < config.Descriptors.Count; i++)
            Move(config.Descriptors[i], First + i);
        spawn.CloseFrom(end);

        // The actions run one after the other: a source must not lie among the numbers that an earlier one has overwritten.
        void Move(SafeHandle source, int number)
        {
            var descriptor = DescriptorCalls.Control(source, DescriptorCalls.DuplicateCloseOnExec, end);
            duplicates.Add(new FileDescriptor(SystemCall.Check(descriptor, "fcntl", $"descriptor {number} of {config.Program}")));
            spawn.Duplicate(descriptor, number);
        }
    }
}
