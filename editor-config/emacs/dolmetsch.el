;;; dolmetsch.el --- Read and write German, with its English beside it  -*- lexical-binding: t; -*-

;; What Dolmetsch is in Emacs, whichever language client you use.  Load one of its
;; two companions, which load this file: dolmetsch-eglot.el or dolmetsch-lsp.el.
;; Needs Emacs 28.1 or newer.

;;; Code:

(require 'subr-x)
(require 'url-parse)
(require 'url-util)

(defgroup dolmetsch nil
  "German and English by a language server of your own machine."
  :group 'text)

(defcustom dolmetsch-command '("dolmetsch")
  "The program that serves, and its arguments."
  :type '(repeat string))

(defcustom dolmetsch-modes
  '((markdown-mode . "markdown")
    (gfm-mode . "markdown")
    (rst-mode . "restructuredtext")
    (latex-mode . "latex")
    (LaTeX-mode . "latex")
    (message-mode . "mail")
    (org-mode . "org")
    (adoc-mode . "asciidoc")
    (text-mode . "plaintext"))
  "Major modes in which the server starts, and what it calls their languages.
A mode that derives from another stands before it."
  :type '(alist :key-type symbol :value-type string))

(defcustom dolmetsch-settings nil
  "Settings of the server that differ from the defaults in docs/features.md.
For instance: (:inlayHints (:enabled t) :completion (:count 5))."
  :type 'plist)

(defvar-local dolmetsch-execute-function nil
  "How this buffer's language client has the server carry out a command.
It takes the command's name, nil or (BEGIN . END) for a command that wants a
range, and a function that is called with the address of what the server has
made, or with nil.")

(defvar dolmetsch-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map [remap ispell-complete-word] #'completion-at-point)
    map)
  "Keys in buffers that the server reads.")

(define-minor-mode dolmetsch-mode
  "Mark a buffer that the server reads; the language client turns this on."
  :lighter " Dolmetsch")

(defun dolmetsch-translate-document ()
  "Open the English of this document, in a new file beside it."
  (interactive)
  (message "Translating…")
  (dolmetsch--execute "dolmetsch.translateDocument" nil))

(defun dolmetsch-translate-region (begin end)
  "Put English in the place of the German between BEGIN and END."
  (interactive "r")
  (dolmetsch--execute "dolmetsch.translateSelection" (cons begin end)))

(defun dolmetsch-translate-sentence ()
  "Put English in the place of the German sentence at point."
  (interactive)
  (dolmetsch-translate-region (point) (point)))

(defun dolmetsch-wanted-p ()
  "Whether the server is to start for this buffer; says so if it is not installed."
  (and (assq major-mode dolmetsch-modes)
       (or (executable-find (car dolmetsch-command))
           (ignore (message "Dolmetsch: no program `%s'; put its path into `dolmetsch-command'."
                            (car dolmetsch-command))))))

(defun dolmetsch--execute (command range)
  "Have the server carry out COMMAND, on RANGE or else on the whole document."
  (unless dolmetsch-execute-function
    (user-error "Dolmetsch is not running for this buffer; see `dolmetsch-modes'"))
  (funcall dolmetsch-execute-function command range #'dolmetsch--open))

(defun dolmetsch--open (address)
  "Show the file that the server made, unless ADDRESS is nil."
  (when address
    (find-file (dolmetsch--path address))))

(defun dolmetsch--path (address)
  "The path of the file that has ADDRESS."
  (let* ((hexified (url-filename (url-generic-parse-url address)))
         (path (decode-coding-string (url-unhex-string hexified) 'utf-8)))
    (if (eq system-type 'windows-nt) (string-remove-prefix "/" path) path)))

(defun dolmetsch-completion-table (words begin end)
  "A table that completes what stands between BEGIN and END to WORDS.
It keeps their order and leaves none out."
  (let ((typed (buffer-substring-no-properties begin end)))
    (lambda (string predicate action)
      (cond ((eq action 'metadata)
             '(metadata (category . dolmetsch) (display-sort-function . identity)))
            ((and (eq action t) (equal string typed)) words)
            (t (complete-with-action action words string predicate))))))

;; Emacs's own styles drop what does not begin like the typed word, and so all
;; words of similar meaning.
(add-to-list 'completion-styles-alist
             '(dolmetsch dolmetsch--try-completion dolmetsch--all-completions
                         "All that the server offers."))
(add-to-list 'completion-category-defaults '(dolmetsch (styles dolmetsch)))

(defun dolmetsch--all-completions (string table predicate _point)
  "All words of TABLE for STRING that fulfil PREDICATE."
  (all-completions string table predicate))

(defun dolmetsch--try-completion (string table predicate point)
  "STRING, longer if all words of TABLE that fulfil PREDICATE go on in one way.
With it comes where POINT goes; nil if there are no words, t if STRING is the
only one."
  (when-let* ((words (all-completions string table predicate))
              (shared (try-completion "" words)))
    (cond ((not (string-prefix-p string shared)) (cons string point))
          ((and (null (cdr words)) (equal string shared)))
          (t (cons shared (length shared))))))

(provide 'dolmetsch)
;;; dolmetsch.el ends here
